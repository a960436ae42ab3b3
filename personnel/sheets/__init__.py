"""Tables that leave the house, and slates that come in."""
