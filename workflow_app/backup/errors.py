"""What the commands say when they do not go on."""


class BackupError(Exception):
    """A sentence for the administrator: what is in the way and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = " ".join(message.split())
