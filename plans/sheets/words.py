"""Words that units write for kinds of activity, levels of guests and focus areas.

They are data of the Vietnamese office, not of the interface: sheets are Vietnamese papers
whatever language their reader has chosen. Words are compared without marks.
"""

import re
from collections.abc import Mapping, Sequence

from plans.enums import ActivityKind, GuestLevel
from workflow_app.lib.text import fold

KIND_WORDS: Mapping[str, str] = {
    ActivityKind.OUTGOING: "Đoàn ra",
    ActivityKind.INCOMING: "Đoàn vào",
    ActivityKind.CONFERENCE: "Hội nghị, hội thảo quốc tế",
    ActivityKind.ANNIVERSARY: "Kỷ niệm, gặp mặt hữu nghị",
    ActivityKind.AID: "Viện trợ PCPNN",
    ActivityKind.INFORMATION: "Thông tin đối ngoại",
    ActivityKind.RESEARCH: "Nghiên cứu, tham mưu",
    ActivityKind.TRAINING: "Đào tạo, tập huấn",
    ActivityKind.MEETING: "Hội nghị, họp",
    ActivityKind.DOMESTIC_VISIT: "Đoàn công tác trong nước",
    ActivityKind.ORGANISATION: "Tổ chức, xây dựng hệ thống",
    ActivityKind.EMULATION: "Thi đua, khen thưởng",
    ActivityKind.INTERNAL: "Công tác nội bộ",
    ActivityKind.OTHER: "Khác",
}
LEVEL_WORDS: Mapping[str, str] = {
    GuestLevel.STATE: "Nguyên thủ, người đứng đầu Chính phủ",
    GuestLevel.MINISTER: "Bộ trưởng và tương đương",
    GuestLevel.AMBASSADOR: "Đại sứ, thứ trưởng",
    GuestLevel.LOCAL: "Lãnh đạo tỉnh, thành phố",
    GuestLevel.PEOPLE: "Tổ chức nhân dân, chuyên gia",
}
NO_SECTION = "(Ngoài các mục trên)"

# The first that is found counts: "hội nghị tập huấn" is training, "hội thảo quốc tế" a conference.
_KINDS = (
    (
        ActivityKind.DOMESTIC_VISIT,
        r"(?:doan|cong tac|lam viec|tham|khao sat).*(?:trong nuoc|dia phuong|co so)",
    ),
    (ActivityKind.OUTGOING, r"\bdoan ra\b|(?:ra|di|tac|tham|tai) nuoc ngoai|\bdoan di\b"),
    (ActivityKind.INCOMING, r"\bdoan vao\b|\b(?:don|tiep)\b.*\b(?:doan|khach)\b|khach quoc te"),
    (
        ActivityKind.CONFERENCE,
        r"(?:hoi nghi|hoi thao|toa dam|dien dan|su kien).*quoc te|quoc te.*hoi (?:nghi|thao)",
    ),
    (ActivityKind.TRAINING, r"dao tao|tap huan|boi duong"),
    (ActivityKind.EMULATION, r"thi dua|khen thuong"),
    (ActivityKind.AID, r"vien tro|pcpnn|phi chinh phu|\bngos?\b"),
    (ActivityKind.INFORMATION, r"thong tin|tuyen truyen|bao chi|xuat ban|truyen thong"),
    (ActivityKind.RESEARCH, r"nghien cuu|tham muu|tu van|de tai"),
    (ActivityKind.ANNIVERSARY, r"ky niem|huu nghi|gap mat|giao luu|mit tinh|quoc khanh|le hoi"),
    (
        ActivityKind.ORGANISATION,
        r"to chuc|cung co|xay dung he thong|phat trien hoi|dai hoi|hoi vien",
    ),
    (ActivityKind.INTERNAL, r"noi bo|hanh chinh|cong tac dang|cong doan|doan the|hau can"),
    (ActivityKind.MEETING, r"hoi nghi|hoi thao|toa dam|\bhop\b|giao ban|so ket|tong ket"),
    (ActivityKind.OTHER, r"\bkhac\b"),
)
_LEVELS = (
    (GuestLevel.AMBASSADOR, r"dai su|thu truong|tong lanh su|dai bien|lanh su"),
    (
        GuestLevel.STATE,
        r"nguyen thu|tong thong|thu tuong|chu tich nuoc|quoc vuong|nha vua|dung dau chinh phu",
    ),
    (GuestLevel.MINISTER, r"\bbo truong\b|cap bo\b"),
    (GuestLevel.LOCAL, r"tinh truong|thi truong|lanh dao (?:tinh|thanh pho|dia phuong)|cap tinh"),
    (
        GuestLevel.PEOPLE,
        r"nhan dan|chuyen gia|hoc gia|hoi huu nghi|phi chinh phu|cuu chien binh|sinh vien",
    ),
)
_NOBODY = re.compile(r"(?:khong(?: co)?(?: khach)?|[-–—.]+)")
_SHORT = (("pcpnn", "phi chinh phu nuoc ngoai"), ("ttdn", "thong tin doi ngoai"))
_COMMON = frozenset({"cong", "tac", "hoat", "dong", "ve", "va", "cac"})
_LEAST_SHARE = 0.6


def kind_of(words: str) -> ActivityKind | None:
    """Return the kind that the words mean; None when they mean none we count."""
    folded = fold(words)
    for value, own in KIND_WORDS.items():
        if folded in {fold(own), fold(str(ActivityKind(value).label)), fold(value)}:
            return ActivityKind(value)
    return next((kind for kind, pattern in _KINDS if re.search(pattern, folded)), None)


def level_of(words: str) -> GuestLevel | None:
    """Return the level of guests that the words mean; None when they say something else."""
    folded = fold(words)
    if not folded or _NOBODY.fullmatch(folded):
        return GuestLevel.NONE
    for value, own in LEVEL_WORDS.items():
        if folded in {fold(own), fold(str(GuestLevel(value).label)), fold(value)}:
            return GuestLevel(value)
    return next((level for level, pattern in _LEVELS if re.search(pattern, folded)), None)


def area_of(words: str, areas: Sequence[tuple[str, str]]) -> str | None:
    """Return the name of the focus area meant; ``areas`` are (code, name) in their order."""
    folded = fold(words)
    if not folded:
        return None
    for code, name in areas:
        if folded in {fold(name), fold(code)}:
            return name
    number = re.fullmatch(r"(?:trong tam|tt)?\s*(?:so )?(\d{1,2})\.?", folded)
    if number and 0 < int(number[1]) <= len(areas):
        return areas[int(number[1]) - 1][1]
    return _most_alike(folded, areas)


def _most_alike(folded: str, areas: Sequence[tuple[str, str]]) -> str | None:
    """Return the one area that shares most words, when it shares enough."""
    wanted = _tokens(folded)
    if not wanted:
        return None
    shares = [(len(wanted & _tokens(fold(name))) / len(wanted), name) for __, name in areas]
    best = max(shares, default=(0.0, ""))
    alone = sum(1 for share, __ in shares if share == best[0]) == 1
    return best[1] if best[0] >= _LEAST_SHARE and alone else None


def _tokens(folded: str) -> set[str]:
    for short, long in _SHORT:
        folded = re.sub(rf"\b{short}\b", long, folded)
    return set(re.findall(r"[a-z0-9]+", folded)) - _COMMON


def known_words(table: Mapping[str, str]) -> tuple[str, ...]:
    """Return the words offered in a drop-down list."""
    return tuple(table.values())
