"""Sample data of the styleguide: what the components look like with real words in them."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .filters import Chip
from .navigation import NavLink

PLANS = (
    ("KH-2027-DN", "Kế hoạch hoạt động năm 2027", "Liên hiệp Hữu nghị TP. Đà Nẵng", 1_245_000_000),
    (
        "KH-2027-HN",
        "Kế hoạch công tác đối ngoại nhân dân 2027",
        "Liên hiệp Hữu nghị TP. Hà Nội",
        45_000_000,
    ),
    (
        "KH-2027-VL",
        "Kế hoạch hoạt động hữu nghị Việt – Lào 2027",
        "Hội Hữu nghị Việt Nam – Lào",
        None,
    ),
)


class SampleForm(forms.Form):
    """A form with one field of each kind."""

    title = forms.CharField(label=_("Title"), help_text=_("As it stands on the paper."))
    amount = forms.CharField(
        label=_("Amount"), required=False, help_text="45tr · 1,2 tỷ · 45.000.000"
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", "—"), ("in", "Đoàn vào"), ("out", "Đoàn ra")]
    )
    vote = forms.ChoiceField(
        label=_("Opinion"),
        widget=forms.RadioSelect,
        choices=[
            ("agree", "Nhất trí"),
            ("comment", "Nhất trí, có góp ý"),
            ("object", "Không nhất trí"),
        ],
    )
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea, required=False)
    urgent = forms.BooleanField(label=_("Urgent"), required=False)


def steps() -> list[dict[str, Any]]:
    """Return a plan waiting at its cluster."""
    due = timezone.now() + timedelta(days=3)
    return [
        {"label": "Soạn thảo", "state": "done", "note": "Lê Thị Hạnh · 02/11"},
        {"label": "Ký trình", "state": "done", "note": "Nguyễn Văn Bình · 05/11"},
        {"label": "Lấy ý kiến cụm", "state": "current", "due": due},
        {"label": "Cụm trưởng duyệt", "state": "todo"},
        {"label": "Thẩm định", "state": "todo"},
        {"label": "Đoàn Chủ tịch", "state": "todo"},
        {"label": "Ban hành", "state": "todo"},
    ]


def rows() -> list[SimpleNamespace]:
    """Return three dossiers with dues past, near and far."""
    now = timezone.now()
    dues = (now - timedelta(days=2), now + timedelta(hours=30), now + timedelta(days=12))
    return [
        SimpleNamespace(code=code, title=title, unit=unit, amount=amount, due=due)
        for (code, title, unit, amount), due in zip(PLANS, dues, strict=True)
    ]


def navigation() -> list[NavLink]:
    """Return the whole navigation, as an officer of the Standing Office sees it."""
    names = (
        ("Việc của tôi", "inbox", 7),
        ("Kế hoạch", "clipboard-list", None),
        ("Nhân sự", "users", None),
        ("Thi đua – Khen thưởng", "award", None),
        ("Phiên họp", "gavel", 1),
        ("Báo cáo", "chart-bar", None),
        ("Quản trị", "settings", None),
    )
    links = [
        NavLink(f"s{number}", label, "#", icon, number == 1, badge)
        for number, (label, icon, badge) in enumerate(names)
    ]
    links[1].children = [
        NavLink("year", "Năm 2027", "#", "", current=True, badge=12),
        NavLink("last", "Năm 2026", "#", "", current=False, badge=None),
    ]
    return links


def shell() -> SimpleNamespace:
    """Return a shell for a signed-in officer, whoever looks."""
    links = navigation()
    office = "Phó Trưởng ban, Ban Tổng hợp"
    return SimpleNamespace(
        signed_in=True,
        theme="auto",
        nav_items=links,
        phone_items=links[:4],
        bell=SimpleNamespace(count=3, url="#"),
        acting=SimpleNamespace(
            office=office,
            offices=[
                SimpleNamespace(label=office, value="1", current=True),
                SimpleNamespace(label="Uỷ viên Ban Thường vụ", value="2", current=False),
            ],
            switch_url="#",
            delegations=[
                "Đang ký thay (KT.) Chủ tịch Liên hiệp Hữu nghị TP. Đà Nẵng đến hết 30/11/2026"
            ],
            delegations_url="#",
        ),
    )


def context(request: HttpRequest) -> dict[str, Any]:
    """Return everything the styleguide draws."""
    now = timezone.now()
    answers = shell()
    answers.theme = request.GET.get("theme", request.COOKIES.get("theme", "auto"))
    return {
        "shell": answers,
        "nav_items": answers.nav_items,
        "steps": steps(),
        "rows": rows(),
        "now": now,
        "past": now - timedelta(days=2),
        "soon": now + timedelta(hours=20),
        "later": now + timedelta(days=9),
        "form": SampleForm({"title": "", "amount": "45tr", "kind": "in", "vote": ""}),
        "blank": SampleForm(),
        "request": SimpleNamespace(
            GET=request.GET,
            path=request.path,
            get_full_path=request.get_full_path,
            user=SimpleNamespace(
                username="lan.anh", get_full_name="Nguyễn Thị Lan Anh", email="lan.anh@example.vn"
            ),
        ),
        "page": Paginator(range(507), 50).get_page(3),
        "chips": [
            Chip("stage", "1", _("Stage"), "Lấy ý kiến cụm"),
            Chip("unit", "2", _("Unit"), "Đà Nẵng"),
        ],
        "tabs": [
            {"label": "Nội dung", "url": "#", "current": True, "icon": "file-text"},
            {"label": "Góp ý", "url": "#", "count": 4, "icon": "messages"},
            {"label": "Quyết định", "url": "#", "count": 0, "icon": "gavel"},
            {"label": "Giấy tờ", "url": "#", "count": 2, "icon": "paperclip"},
            {"label": "Lịch sử", "url": "#", "icon": "history"},
        ],
        "lines": [
            {
                "label": "Kinh phí",
                "old": "45.000.000 đ",
                "new": "52.000.000 đ",
                "who": "Lê Thị Hạnh",
            },
            {
                "label": "Kết quả",
                "old": "Đón đoàn 12 người, ký biên bản ghi nhớ",
                "new": "Đón đoàn 15 người, ký biên bản ghi nhớ và thoả thuận hợp tác",
            },
            {"label": "Giao lưu sinh viên", "old": "", "new": "Tháng 9/2027", "state": "added"},
        ],
    }
