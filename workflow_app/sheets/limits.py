"""How much of a workbook is read at most, so that no file costs more than seconds and 200 MB."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds checked before and while a file is unpacked; the defaults fit any unit's plan."""

    file_bytes: int = 20 * MEGABYTE
    unpacked_bytes: int = 150 * MEGABYTE
    entries: int = 2_000
    ratio: int = 100  # unpacked to packed, of parts large enough to matter
    elements: int = 5_000_000  # XML elements of all parts, empty cells included
    characters: int = 40_000_000  # of all text between elements
    token_bytes: int = 4 * MEGABYTE  # one element with its attributes
    broken: int = 100_000  # formulas without a value, errors and dates shown as months
    sheets: int = 50
    rows: int = 20_000
    columns: int = 200
    area: int = 3_000_000  # cells of the rectangle around all stored values of a sheet
    merges: int = 20_000


DEFAULT = Limits()
