"""What the part "types" of awards adds to the shared rooms; called by `awards.registration`."""


def register() -> None:
    """Register it."""
