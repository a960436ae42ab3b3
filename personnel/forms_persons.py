"""Forms for the files of persons and the structure of bodies."""
