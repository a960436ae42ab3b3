"""What units call things, and what we count them as."""

import pytest

from plans.enums import ActivityKind, GuestLevel
from plans.sheets.words import KIND_WORDS, LEVEL_WORDS, area_of, kind_of, level_of

AREAS = [
    ("COVID-SE", "Phòng chống dịch, phát triển kinh tế - xã hội"),
    ("FRIEND", "Hòa bình, đoàn kết, hữu nghị; kỷ niệm quan hệ ngoại giao"),
    ("MULTI", "Cơ chế hợp tác đa phương"),
    ("FNGO", "Công tác và viện trợ phi chính phủ nước ngoài"),
    ("INFO", "Thông tin, tuyên truyền đối ngoại"),
    ("RESEARCH", "Nghiên cứu, tham mưu"),
    ("TRAIN", "Đào tạo, bồi dưỡng cán bộ"),
    ("ORG", "Củng cố hệ thống tổ chức, quy chế"),
]


@pytest.mark.parametrize(
    ("words", "kind"),
    (
        ("Đoàn ra", "outgoing"),
        ("đoàn đi công tác nước ngoài", "outgoing"),
        ("ĐOÀN VÀO", "incoming"),
        ("Đón tiếp đoàn khách Lào", "incoming"),
        ("Kỷ niệm", "anniversary"),
        ("Giao lưu hữu nghị", "anniversary"),
        ("Viện trợ PCPNN", "aid"),
        ("Hội nghị, hội thảo quốc tế", "conference"),
        ("Hội thảo quốc tế", "conference"),
        ("Hội nghị", "meeting"),
        ("Hội thảo, tọa đàm", "meeting"),
        ("Hội nghị tập huấn", "training"),
        ("Đào tạo, tập huấn", "training"),
        ("Đoàn công tác trong nước", "domestic_visit"),
        ("Thông tin đối ngoại", "information"),
        ("Thi đua khen thưởng", "emulation"),
        ("Củng cố tổ chức", "organisation"),
        ("Khác", "other"),
        ("Xyz", None),
        ("", None),
    ),
)
def test_kinds(words, kind):
    assert kind_of(words) == kind


def test_our_own_words_are_read_back():
    assert [kind_of(words) for words in KIND_WORDS.values()] == list(ActivityKind)
    assert [level_of(words) for words in LEVEL_WORDS.values()] == [
        level for level in GuestLevel if level
    ]


@pytest.mark.parametrize(
    ("words", "level"),
    (
        ("Thủ tướng Chính phủ Lào", "state"),
        ("Thứ trưởng Bộ Ngoại giao", "ambassador"),
        ("Bộ trưởng", "minister"),
        ("Không có khách", ""),
        ("", ""),
        ("20 đại biểu", None),
    ),
)
def test_levels_of_guests(words, level):
    assert level_of(words) == level


@pytest.mark.parametrize(
    ("words", "code"),
    (
        ("Hòa bình, đoàn kết, hữu nghị", "FRIEND"),
        ("HOÀ BÌNH ĐOÀN KẾT HỮU NGHỊ", "FRIEND"),
        ("Phi chính phủ nước ngoài", "FNGO"),
        ("Công tác PCPNN", "FNGO"),
        ("Cơ chế đa phương", "MULTI"),
        ("Củng cố tổ chức", "ORG"),
        ("Đào tạo, bồi dưỡng cán bộ", "TRAIN"),
        ("Nghiên cứu, tham mưu", "RESEARCH"),
        ("train", "TRAIN"),
        ("Trọng tâm 2", "FRIEND"),
        ("9", None),
        ("Việc khác hẳn", None),
        ("", None),
    ),
)
def test_focus_areas(words, code):
    assert area_of(words, AREAS) == dict(AREAS).get(code)
