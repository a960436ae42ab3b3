"""Requirements of an award as the rows that `awards.rules.requirements` reads."""

from typing import Any


def judged(text: str, way: int = 0) -> dict[str, Any]:
    """What the appraiser judges by the report; `way` 0 always, 1 to 5 are alternatives."""
    return {"check": "judgement", "way": way, "text": text}


def level(level: str, way: int = 0) -> dict[str, Any]:
    """A level of completion, at least."""
    return {"check": "completion", "way": way, "level": level}


def years(level: str, years: int, way: int = 0) -> dict[str, Any]:
    """So many years in a row at a level of completion."""
    return {"check": "completion_years", "way": way, "level": level, "years": years}


def held(award: str, times: int, way: int = 0, *, in_a_row: bool = True) -> dict[str, Any]:
    """So many times another award, in a row or not."""
    return {
        "check": "title_times",
        "way": way,
        "award": award,
        "times": times,
        "consecutive": in_a_row,
    }


def initiative(number: int = 1, way: int = 0) -> dict[str, Any]:
    """So many recognised initiatives."""
    return {"check": "initiative", "way": way, "number": number}


def share(figure: str, numerator: int, denominator: int) -> dict[str, Any]:
    """An exact share of two figures, at least."""
    return {
        "check": "share",
        "way": 0,
        "figure": figure,
        "numerator": numerator,
        "denominator": denominator,
    }
