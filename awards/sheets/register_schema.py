"""The columns of a list of earlier awards, under the names that units give them.

The workbook that the register hands out can be read back: its headings are among them.
"""

import datetime as dt
import re

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from awards.models import AwardType
from workflow_app.lib.text import excerpt
from workflow_app.sheets.cells import CellValue, cell_text
from workflow_app.sheets.schema import Column, Kind, Parsed, ReadContext, SheetSchema

from .nominations import read_day

FIRST_YEAR = 1950  # the organisation was founded then
MOST_ORDINAL = 100_000
YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def read_year(value: CellValue, __: ReadContext) -> Parsed:
    """Read the year of the merit: 2019, "Năm 2019"."""
    words = cell_text(value)
    if not words:
        return Parsed(None)
    found = YEAR.findall(words)
    if len(found) != 1:
        return Parsed(None, _("“%(text)s” is no year; write 2019.") % {"text": excerpt(words)})
    year = int(found[0])
    if not FIRST_YEAR <= year <= timezone.localdate().year:
        return Parsed(None, _("There was no award of %(year)s yet.") % {"year": year}, words)
    return Parsed(year, words=words)


def read_past_day(value: CellValue, context: ReadContext) -> Parsed:
    """Read a day that is over."""
    parsed = read_day(value, context)
    if isinstance(parsed.value, dt.date) and parsed.value > timezone.localdate():
        return Parsed(None, _("This day has not come yet."), parsed.words)
    return parsed


def read_ordinal(value: CellValue, __: ReadContext) -> Parsed:
    """Read the number within the decision: 7, "07"."""
    words = cell_text(value)
    if not words:
        return Parsed(None)
    if words.isascii() and words.isdecimal() and 0 < int(words) < MOST_ORDINAL:
        return Parsed(int(words), words=words)
    return Parsed(None, _("“%(text)s” is no number.") % {"text": excerpt(words)}, words)


def award_names() -> list[str]:
    """Return the names of all awards, also of those no longer given."""
    return list(AwardType.objects.order_by("-level", "code").values_list("name", flat=True))


HISTORY = SheetSchema(
    name="register_history",
    title=gettext_lazy("Awards of earlier years"),
    columns=(
        Column(key="row", title="TT", synonyms=("STT", "Số TT"), kind=Kind.ORDINAL, width=6),
        Column(
            key="year",
            title="Năm",
            synonyms=("Năm khen thưởng", "Năm công tác", "Năm xét"),
            parser=read_year,
            width=8,
        ),
        Column(
            key="award",
            title="Danh hiệu, hình thức",
            synonyms=(
                "Hình thức khen thưởng",
                "Danh hiệu",
                "Danh hiệu thi đua, hình thức khen thưởng",
                "Hình thức",
            ),
            choices=award_names,  # offered; what units write instead is understood elsewhere
            required=True,
            width=34,
        ),
        Column(
            key="name",
            title="Tập thể, cá nhân",
            synonyms=(
                "Họ và tên",
                "Họ tên",
                "Họ và tên, tên tập thể",
                "Tên tập thể, cá nhân",
                "Tên đơn vị",
                "Đơn vị, cá nhân",
            ),
            required=True,
            width=36,
        ),
        Column(
            key="kind",
            title="Đối tượng",
            synonyms=("Loại đối tượng",),
            choices=("Tập thể", "Cá nhân"),
            kind=Kind.CHOICE,
            width=11,
        ),
        Column(
            key="born",
            title="Ngày sinh",
            synonyms=("Ngày, tháng, năm sinh", "Năm sinh"),
            parser=read_past_day,
            width=13,
        ),
        Column(
            key="details",
            title="Chức vụ, đơn vị",
            synonyms=("Chức vụ, đơn vị công tác", "Chức vụ", "Đơn vị công tác", "Nơi công tác"),
            width=34,
        ),
        Column(
            key="citation",
            title="Thành tích",
            synonyms=("Tóm tắt thành tích", "Nội dung thành tích", "Nội dung khen"),
            width=44,
        ),
        Column(
            key="number",
            title="Số quyết định",
            synonyms=("Quyết định số", "Số QĐ", "Quyết định"),
            width=16,
        ),
        Column(
            key="decided_on",
            title="Ngày quyết định",
            synonyms=("Ngày QĐ", "Ngày ký", "Ngày ban hành"),
            parser=read_past_day,
            width=14,
        ),
        Column(
            key="ordinal",
            title="Số sổ vàng",
            synonyms=("Số vào sổ", "Vào sổ số"),
            parser=read_ordinal,
            width=10,
        ),
        Column(
            key="handed_over_on",
            title="Ngày trao",
            synonyms=("Ngày trao tặng",),
            parser=read_past_day,
            width=12,
        ),
        Column(key="state", title="Tình trạng", width=18),
    ),
    instructions=(
        gettext_lazy("One row per award. Nothing is taken over before you have looked it through."),
        gettext_lazy("The date of birth tells people of one name apart."),
        gettext_lazy(
            "“Bằng khen” alone is enough where it is clear whether a collective or a person got it."
        ),
    ),
)
