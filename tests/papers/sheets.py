"""Papers with awkward names in them, for what prints and judges papers."""

import datetime as dt

from workflow_app.papers.countings import CountedLine, Counting
from workflow_app.papers.minutes import Absentee, Attendee, Item, Minutes, Outcome
from workflow_app.papers.pages import Annex, Column, Page, Signature, Table, Text
from workflow_app.papers.resolutions import Resolution

ORGANISATION = "Liên hiệp các tổ chức hữu nghị Việt Nam"
BODY = "Đoàn Chủ tịch"
DAY = dt.date(2027, 2, 5)
MORNING = dt.datetime(2027, 2, 5, 8, 30)  # noqa: DTZ001 -- local, as papers take it
NOON = dt.datetime(2027, 2, 5, 11, 5)  # noqa: DTZ001 -- the same
RECIPIENTS = ("Các thành viên Đoàn Chủ tịch;", "Lưu: VT, hồ sơ phiên họp.")
MARKUP = "#let x = 1 $a^2$ *đậm* _nghiêng_ @trích `mã` // chú /* thích */ \\ ~ [a] {b} = - + \"'"


def decision(**changes: object) -> Page:
    values = {
        "kind": "QUYẾT ĐỊNH",
        "subject": "Phê duyệt Kế hoạch hoạt động năm 2027 của Hội hữu nghị Việt Nam - Lào",
        "organisation": ORGANISATION.upper(),
        "issuer": "ĐOÀN CHỦ TỊCH",
        "number": "Số: 05/QĐ-ĐCT",
        "place_and_date": "Hà Nội, ngày 05 tháng 02 năm 2027",
        "authority": "ĐOÀN CHỦ TỊCH",
        "grounds": (f"Căn cứ Điều lệ {ORGANISATION};", "Theo đề nghị của Văn phòng."),
        "verb": "QUYẾT ĐỊNH:",
        "blocks": (
            Text("Phê duyệt Kế hoạch hoạt động năm 2027.", lead="Điều 1."),
            Text("Quyết định này có hiệu lực kể từ ngày ký./.", lead="Điều 2."),
        ),
        "recipients": ("Như Điều 2;", "Lưu: VT, VP."),
        "signatures": (Signature(("TM. ĐOÀN CHỦ TỊCH", "CHỦ TỊCH"), "Nguyễn Mai Phương"),),
    }
    return Page(**values | changes)


def annex(rows: int = 1) -> Annex:
    return Annex(
        title="KẾ HOẠCH HOẠT ĐỘNG NĂM 2027",
        note="(Kèm theo Quyết định số 05/QĐ-ĐCT ngày 05 tháng 02 năm 2027 của Đoàn Chủ tịch)",
        blocks=(
            Table(
                columns=(Column("TT", 1), Column("Nội dung hoạt động", 8)),
                rows=tuple((str(row), "Gặp mặt hữu nghị") for row in range(1, rows + 1)),
                total=("", "Tổng cộng"),
            ),
        ),
    )


def minutes(**changes: object) -> Minutes:
    values = {
        "organisation": ORGANISATION,
        "body": BODY,
        "symbol": "BB-ĐCT",
        "subject": "Hội nghị Đoàn Chủ tịch lần thứ 15",
        "held_on": DAY,
        "started": MORNING,
        "ended": NOON,
        "place": "105A Quán Thánh, Hà Nội",
        "mode": "họp trực tiếp kết hợp trực tuyến",
        "convened": 17,
        "present": (
            Attendee("Nguyễn Mai Phương", "trực tiếp"),
            Attendee("Phan Bình An", "trực tuyến", "đến lúc 09 giờ 10 phút"),
        ),
        "absent": (Absentee("Ngô Quốc Cường", "công tác nước ngoài"), Absentee("Trịnh Hồng Đào")),
        "chair": "Nguyễn Mai Phương",
        "secretary": "Vũ Thái Sơn",
        "board": ("Vũ Thái Sơn", "Mai Trung Kiên", "Lương Mạnh Xuân"),
        "items": (
            Item(
                title="Kế hoạch hoạt động năm 2027 của LHHN Đà Nẵng (KH-2027-DN, bản số 02)",
                manner="biểu quyết công khai.",
                rule="Thông qua khi ít nhất 80 % tổng số thành viên tán thành.",
                basis="NĐ 98/2023/NĐ-CP, Điều 30",
                outcomes=(
                    Outcome(
                        result="thông qua",
                        arithmetic="Tán thành 14, không tán thành 2, không có ý kiến 1.",
                        yes=14,
                        base=17,
                        remarks=("Không tán thành: Trịnh Hồng Đào (chưa rõ nguồn kinh phí).",),
                    ),
                ),
            ),
        ),
        "recipients": RECIPIENTS,
    }
    return Minutes(**values | changes)


def line(**changes: object) -> CountedLine:
    values = {
        "label": "Nguyễn Văn Hòa",
        "yes": 14,
        "no": 2,
        "abstain": 0,
        "invalid": 1,
        "convened": 18,
        "present": 17,
        "result": "thông qua",
    }
    return CountedLine(**values | changes)


def counting(**changes: object) -> Counting:
    values = {
        "organisation": ORGANISATION,
        "body": BODY,
        "symbol": "BB-ĐCT",
        "session": "Hội nghị Đoàn Chủ tịch lần thứ 15",
        "held_on": DAY,
        "place": "105A Quán Thánh, Hà Nội",
        "opened": MORNING,
        "closed": NOON,
        "manner": "bỏ phiếu kín",
        "board": ("Vũ Thái Sơn", "Mai Trung Kiên", "Lương Mạnh Xuân"),
        "convened": 18,
        "present": 17,
        "issued": 17,
        "issued_on_paper": 2,
        "collected": 17,
        "collected_on_paper": 2,
        "rules": ("Thông qua khi hơn 1/2 tổng số thành viên tán thành.",),
        "lines": (line(), line(label="Trần Thị Ánh", yes=9, no=8, invalid=0, result="không đạt")),
        "chair": "Nguyễn Mai Phương",
        "secretary": "Vũ Thái Sơn",
        "recipients": RECIPIENTS,
    }
    return Counting(**values | changes)


def resolution(**changes: object) -> Resolution:
    values = {
        "organisation": ORGANISATION,
        "body": BODY,
        "symbol": "NQ-ĐCT",
        "subject": "Hội nghị Đoàn Chủ tịch lần thứ 15",
        "place": "Hà Nội",
        "signed_on": DAY,
        "grounds": (f"Căn cứ Điều lệ {ORGANISATION}", "Căn cứ Biên bản Hội nghị"),
        "articles": ("Thông qua kế hoạch", "Nghị quyết này có hiệu lực kể từ ngày ký"),
        "recipients": ("Như Điều 2;", "Lưu: VT, VP."),
        "signer": "Nguyễn Mai Phương",
        "signer_lines": ("TM. ĐOÀN CHỦ TỊCH", "CHỦ TỊCH"),
    }
    return Resolution(**values | changes)
