"""What the import's pages send: the meaning of the columns, and the choice of rows."""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from plans.services.importing import Choice
from plans.sheets.schema import plan_schema


class ColumnsForm:
    """A select for each column of the sheet; each meaning is given once."""

    def __init__(
        self,
        sheet: dict[str, Any],
        *,
        chosen: dict[str, int] | None = None,
        data: QueryDict | None = None,
    ) -> None:
        self.sheet: str = sheet["name"]
        self.error = ""
        self._sheet = sheet
        self._data = data
        by_number = {int(number): key for key, number in (chosen or {}).items()}
        self.columns = [
            {
                **column,
                "name": f"column_{column['number']}",
                "chosen": self._chosen(column, by_number, known=bool(chosen)),
            }
            for column in sheet["columns"]
        ]

    def _chosen(self, column: dict[str, Any], by_number: dict[int, str], *, known: bool) -> str:
        if self._data is not None:
            key = self._data.get(f"column_{column['number']}", "")
            return key if key in dict(self.choices) else ""
        if known:
            return by_number.get(column["number"], "")
        return str(column["key"])

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Everything that a column may mean."""
        return [(column.key, str(column.title)) for column in plan_schema().columns]

    @property
    def mapping(self) -> dict[str, int]:
        """Column by meaning."""
        return {
            str(column["chosen"]): int(column["number"])
            for column in self.columns
            if column["chosen"]
        }

    def is_valid(self) -> bool:
        """Check that no meaning is given twice and that activities have names."""
        titles = dict(self.choices)
        keys = [str(column["chosen"]) for column in self.columns if column["chosen"]]
        twice = sorted({titles[key] for key in keys if keys.count(key) > 1})
        if twice:
            self.error = _("Two columns cannot mean the same: %(names)s.") % {
                "names": ", ".join(twice)
            }
        elif "title" not in keys:
            self.error = _("Say which column holds the name of the activity.")
        return not self.error


def chosen_by(data: QueryDict) -> Choice:
    """Return the rows and picks that the preview's form sends.

    ``pick:12:amount=sheet`` says that in row 12 the sheet's amount counts.
    """
    keys = frozenset(data.getlist("row"))
    picks: dict[str, dict[str, str]] = {}
    for name, value in data.items():
        if name.startswith("pick:") and name.count(":") == 2:  # noqa: PLR2004 -- row and field
            __, key, field = name.split(":")
            picks.setdefault(key, {})[field] = str(value)
    everything = data.get("what") == "all"
    return Choice(
        keys=None if everything else keys,
        picks=picks,
        removals=frozenset(key for key in keys if key.startswith("x")),
    )
