"""The pages of this room: read the form, call one service, go on."""
