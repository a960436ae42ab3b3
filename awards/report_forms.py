"""The parts of a report of achievements, as the forms of NĐ 152/2025/NĐ-CP have them.

They are printed on papers, so their words are Vietnamese whatever the language.
"""

from awards.enums import SubjectKind

PARTS: dict[str, tuple[str, ...]] = {
    SubjectKind.PERSON: (
        "I. SƠ LƯỢC LÝ LỊCH",
        "II. QUYỀN HẠN, NHIỆM VỤ ĐƯỢC GIAO",
        "III. THÀNH TÍCH ĐẠT ĐƯỢC",
        "IV. CÁC HÌNH THỨC ĐÃ ĐƯỢC KHEN THƯỞNG",
    ),
    SubjectKind.COLLECTIVE: (
        "I. SƠ LƯỢC ĐẶC ĐIỂM, TÌNH HÌNH",
        "II. CHỨC NĂNG, NHIỆM VỤ ĐƯỢC GIAO",
        "III. THÀNH TÍCH ĐẠT ĐƯỢC",
        "IV. VIỆC THỰC HIỆN CHỦ TRƯƠNG, CHÍNH SÁCH CỦA ĐẢNG, PHÁP LUẬT CỦA NHÀ NƯỚC",
        "V. CÁC HÌNH THỨC ĐÃ ĐƯỢC KHEN THƯỞNG",
    ),
}
HEADINGS = frozenset(part for parts in PARTS.values() for part in parts)


def blank_report(kind: str) -> str:
    """Return the headings to be filled in."""
    return "\n\n".join(PARTS[kind]) + "\n"


def says_nothing(report: str) -> bool:
    """Tell whether nothing but headings stands in a report."""
    return not any(line.strip() and line.strip() not in HEADINGS for line in report.splitlines())
