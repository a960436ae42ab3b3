"""What can go wrong with sealed values; no message ever repeats one."""


class VaultError(Exception):
    """A sealed value or the keys cannot be used; the message says what to do."""
