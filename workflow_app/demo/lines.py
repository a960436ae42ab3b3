"""Plausible activity lines: what units of each kind plan, with months and amounts that vary."""

import calendar
import datetime as dt
import random
from typing import Any

from workflow_app.organization.models import Unit

Line = dict[str, Any]

LOCAL = (
    (
        "anniversary",
        "Gặp mặt hữu nghị nhân dịp Quốc khánh {country}",
        "Hòa bình, đoàn kết, hữu nghị",
        60,
    ),
    ("incoming", "Tiếp đoàn đại biểu nhân dân {country}", "Hòa bình, đoàn kết, hữu nghị", 45),
    (
        "outgoing",
        "Đoàn đại biểu nhân dân {place} thăm {country}",
        "Hòa bình, đoàn kết, hữu nghị",
        280,
    ),
    ("aid", "Vận động viện trợ phi chính phủ nước ngoài năm {year}", "Phi chính phủ nước ngoài", 0),
    (
        "training",
        "Tập huấn kỹ năng đối ngoại nhân dân cho các hội thành viên",
        "Đào tạo, bồi dưỡng cán bộ",
        90,
    ),
    ("information", "Xuất bản bản tin đối ngoại nhân dân {place}", "Thông tin đối ngoại", 35),
    ("meeting", "Hội nghị tổng kết công tác năm {year}", "Củng cố tổ chức", 40),
    (
        "conference",
        "Hội thảo quốc tế về hợp tác địa phương với {country}",
        "Nghiên cứu, tham mưu",
        350,
    ),
)
CENTRAL = (
    (
        "anniversary",
        "Kỷ niệm ngày thiết lập quan hệ ngoại giao Việt Nam - {country}",
        "Hòa bình, đoàn kết, hữu nghị",
        120,
    ),
    ("incoming", "Đón đoàn Hội hữu nghị {country} - Việt Nam", "Hòa bình, đoàn kết, hữu nghị", 85),
    (
        "outgoing",
        "Đoàn Trung ương Hội thăm và làm việc tại {country}",
        "Hòa bình, đoàn kết, hữu nghị",
        420,
    ),
    ("information", "Tuần phim {country} tại Hà Nội", "Thông tin đối ngoại", 150),
    ("organisation", "Củng cố chi hội tại các địa phương", "Củng cố tổ chức", 30),
    ("meeting", "Hội nghị Ban Chấp hành Hội", "Củng cố tổ chức", 25),
)
DEPARTMENT = (
    ("research", "Báo cáo chuyên đề phục vụ Đoàn Chủ tịch", "Nghiên cứu, tham mưu", 50),
    (
        "domestic_visit",
        "Đoàn công tác làm việc với các Liên hiệp địa phương",
        "Củng cố tổ chức",
        75,
    ),
    ("training", "Tập huấn nghiệp vụ cho cán bộ cơ quan", "Đào tạo, bồi dưỡng cán bộ", 60),
    ("internal", "Sơ kết, tổng kết công tác của đơn vị", "Củng cố tổ chức", 20),
)
COUNTRIES = ("Lào", "Campuchia", "Nhật Bản", "Hàn Quốc", "Pháp", "Cuba", "Liên bang Nga", "Ấn Độ")
SOURCES = (
    "Ngân sách nhà nước",
    "Xã hội hóa",
    "Ngân sách nhà nước; xã hội hóa",
    "Tài trợ nước ngoài",
)
KINDS = {"local_member": LOCAL, "central_member": CENTRAL, "department": DEPARTMENT}


def lines_for(unit: Unit, year: int) -> list[Line]:
    """Return the lines of a unit's plan, the same for the same unit and year."""
    dice = random.Random(f"{unit.code}-{year}")  # noqa: S311 -- demo content
    chosen = KINDS[unit.kind]
    take = dice.randint(max(3, len(chosen) - 3), len(chosen))
    months = sorted(dice.sample(range(1, 13), take))
    return [
        _line(unit, year, month, kind, dice)
        for month, kind in zip(months, dice.sample(chosen, take), strict=True)
    ]


def _line(unit: Unit, year: int, month: int, kind: tuple[str, str, str, int], dice: Any) -> Line:
    name, title, focus, millions = kind
    country = unit.partner or dice.choice(COUNTRIES)
    place = unit.province or "Hà Nội"
    amount = millions * 1_000_000 * dice.choice((3, 4, 5)) // 4
    last = calendar.monthrange(year, month)[1]
    return {
        "title": title.format(country=country, place=place, year=year),
        "kind": name,
        "focus_words": focus,
        "when_words": f"tháng {month}/{year}",
        "first_day": dt.date(year, month, 1),
        "last_day": dt.date(year, month, last),
        "place": country if name == "outgoing" else place,
        "partner": country if "{country}" in title else "",
        "guest_level": "people" if name in {"incoming", "conference"} else "",
        "guest_count": dice.randint(6, 40) if name in {"incoming", "conference"} else None,
        "lead": unit.short_name,
        "amount": amount,
        "funding_source": dice.choice(SOURCES) if amount else "",
        "expected_result": "Củng cố quan hệ đối tác, có báo cáo kết quả" if millions else "",
    }
