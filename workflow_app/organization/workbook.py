"""The organisation as an Excel workbook, out and in.

Each sheet carries the technical names of its columns in a hidden second row: people may translate,
reword or move the columns they see and the file still comes back.
"""

import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from .models import Body, Cluster, ClusterMembership, Unit

KEY_ROW = 2
MOST_ROWS = 5000
MOST_UNPACKED = 60 * 1024 * 1024
UNIT_COLUMNS = (
    "code", "name", "short_name", "name_en", "kind", "function", "province", "partner",
    "supervising_department", "valid_from", "valid_to", "source",
)  # fmt: skip
BODY_COLUMNS = ("code", "name", "name_en", "term", "term_start", "seats")
CLUSTER_COLUMNS = ("year", "number", "kind", "name", "head", "deputy")
MEMBER_COLUMNS = ("year", "number", "kind", "unit")


def _headings() -> dict[str, str]:
    return {
        "code": _("Code"),
        "name": _("Name"),
        "short_name": _("Short name"),
        "name_en": _("Name in English"),
        "kind": _("Kind"),
        "function": _("Function"),
        "province": _("Province"),
        "partner": _("Partner country"),
        "supervising_department": _("Supervising department (code)"),
        "valid_from": _("Exists from"),
        "valid_to": _("Existed until"),
        "source": _("Source of these data"),
        "term": _("Term"),
        "term_start": _("First year of the term"),
        "seats": _("Seats decided"),
        "year": _("Year"),
        "number": _("Number"),
        "head": _("Head (code)"),
        "deputy": _("Deputy head (code)"),
        "unit": _("Unit (code)"),
    }


# --- Out -----------------------------------------------------------------------------------


def write_workbook() -> bytes:
    """Return the organisation as a workbook that can be corrected and read back.

    Of clusters, those of the two latest years.
    """
    book = Workbook(write_only=True)  # row by row: held whole, a large one took thirty megabytes
    _write(book, "units", _("Units"), UNIT_COLUMNS, _unit_rows())
    _write(book, "bodies", _("Bodies"), BODY_COLUMNS, _body_rows())
    newest = Cluster.objects.order_by("-year").values_list("year", flat=True).first() or 0
    since = newest - 1  # older ones change no more, and with them the file would not fit in again
    clusters = Cluster.objects.filter(year__gte=since).select_related("head_unit", "deputy_unit")
    _write(book, "clusters", _("Clusters"), CLUSTER_COLUMNS, map(_cluster_row, clusters))
    members = (
        ClusterMembership.objects.filter(year__gte=since)
        .values_list("cluster__year", "cluster__number", "cluster__kind", "unit__code")
        .order_by("cluster", "unit__sort_key")
    )
    _write(book, "members", _("Members of clusters"), MEMBER_COLUMNS, members)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _unit_rows() -> Iterable[Sequence[Any]]:
    for unit in Unit.objects.select_related("supervising_department"):
        row = [getattr(unit, name) for name in UNIT_COLUMNS]
        row[UNIT_COLUMNS.index("supervising_department")] = (
            unit.supervising_department.code if unit.supervising_department else ""
        )
        yield row


def _body_rows() -> Iterable[Sequence[Any]]:
    for body in Body.objects.standing().prefetch_related("terms"):
        term = next(iter(body.terms.all()), None)
        if term is not None:
            yield (
                body.code, body.name, body.name_en, term.name, term.start.year, term.decided_seats
            )  # fmt: skip


def _cluster_row(cluster: Cluster) -> Sequence[Any]:
    head, deputy = cluster.head_unit, cluster.deputy_unit
    return (
        cluster.year,
        cluster.number,
        cluster.kind,
        cluster.name,
        head.code if head else "",
        deputy.code if deputy else "",
    )


def _write(
    book: Workbook, key: str, title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    sheet = book.create_sheet(title[:31])
    headings = _headings()
    for index, name in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = 44 if name == "name" else 18
    sheet.row_dimensions[KEY_ROW].hidden = True
    sheet.freeze_panes = "A3"
    sheet.append([_heading(sheet, headings[name]) for name in columns])
    sheet.append([f"{key}.{name}" for name in columns])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])


def _heading(sheet: Any, words: str) -> Cell:
    cell = WriteOnlyCell(sheet, words)
    cell.font = Font(bold=True)
    cell.fill = PatternFill("solid", fgColor="F3E4E4")
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _cell(sheet: Any, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub(" ", value))
    cell.data_type = "s"  # a name that begins with "=" is a name
    return cell


# --- In ------------------------------------------------------------------------------------


def read_workbook(content: bytes) -> dict[str, Any]:
    """Return the facts of a workbook in the shape of the JSON file."""
    _refuse_bombs(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except Exception as error:  # openpyxl raises whatever it meets in a broken file
        raise ValidationError(_("The workbook cannot be read.")) from error
    found: dict[str, list[dict[str, Any]]] = {}
    for sheet in book.worksheets:
        key, rows = _rows_of(sheet)
        if key:
            found.setdefault(key, []).extend(rows)
    if not found:
        raise ValidationError(
            _("This is not the workbook of the organisation. Download it first, then fill it in.")
        )
    return _as_data(found)


def _refuse_bombs(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile as error:
        raise ValidationError(_("The workbook cannot be read.")) from error
    if unpacked > MOST_UNPACKED:
        raise ValidationError(_("The workbook is far too large for an organisation."))


def _rows_of(sheet: Any) -> tuple[str, list[dict[str, Any]]]:
    lines = sheet.iter_rows(min_row=1, max_row=MOST_ROWS, max_col=40, values_only=True)
    next(lines, None)
    names = [str(value or "") for value in next(lines, ())]
    keys = {name.split(".")[0] for name in names if "." in name}
    if len(keys) != 1:
        return "", []
    columns = [name.split(".")[-1] if "." in name else "" for name in names]
    rows = []
    for line in lines:
        row = {
            name: value
            for name, value in zip(columns, line, strict=False)
            if name and value not in (None, "")
        }
        if row:
            rows.append(row)
    return keys.pop(), rows


def _as_data(found: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    units = found.get("units", [])
    members: dict[tuple[str, str, str], list[str]] = {}
    for row in found.get("members", []):
        members.setdefault(_cluster_key(row), []).append(str(row.get("unit", "")))
    clusters = [
        row | {"members": members.get(_cluster_key(row), [])} for row in found.get("clusters", [])
    ]
    data: dict[str, Any] = {
        "units": [row for row in units if row.get("kind") != "apex"],
        "bodies": found.get("bodies", []),
        "clusters": clusters,
    }
    apex = [row for row in units if row.get("kind") == "apex"]
    return data | ({"apex": apex[0]} if apex else {})


def _cluster_key(row: dict[str, Any]) -> tuple[str, str, str]:
    return (str(row.get("year")), str(row.get("kind") or "cluster"), str(row.get("number")))
