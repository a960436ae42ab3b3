"""The one way a workbook is turned away: with a sentence for the person who sent it."""


class SheetRefused(Exception):  # noqa: N818 -- it reads as what happened, and is no programming error
    """The file cannot or must not be read; the message is translated and says what to do."""
