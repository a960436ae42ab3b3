"""Lines of plans as plain content, for tests of rules and totals."""

from typing import Any


def a_line(**values: Any) -> dict[str, Any]:
    """A line with nothing to complain about."""
    line = {
        "uid": "u1",
        "section": "",
        "title": "Đón đoàn Hội hữu nghị Lào - Việt",
        "kind": "incoming",
        "purpose": "",
        "focus_area": "",
        "focus_words": "",
        "when_words": "Quý II",
        "first_day": "2027-04-01",
        "last_day": "2027-06-30",
        "place": "",
        "partner": "Lào",
        "guest_level": "",
        "guest_count": None,
        "lead": "LHHN Đà Nẵng",
        "lead_unit": "",
        "coordinators": "",
        "amount": 45_000_000,
        "funding_source": "Ngân sách",
        "expected_result": "",
        "remarks": "",
        "is_planned": True,
    }
    return line | values


def content_with(*lines: dict[str, Any]) -> dict[str, Any]:
    return {"year": 2027, "objectives": "", "kind": "plan", "activities": list(lines)}
