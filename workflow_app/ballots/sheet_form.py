"""The voting sheet as a form: a choice for every option, one for the group, and the check code."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from .enums import Choice, Method, Secrecy, Spoilt
from .models import Ballot, Option
from .services.urn import new_code
from .services.voting import CODE as CODE_PATTERN

LONGEST_REASON = 500
GROUP, CODE = "group", "code"


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One line of the sheet: its choice, and in an open vote its reason.

    The number reads 3, or 3.2 within an item.
    """

    number: str
    option: Option
    choice: BoundField
    reason: BoundField | None

    @property
    def ballot(self) -> Ballot:
        """The item the option belongs to."""
        return self.option.ballot

    @property
    def is_secret(self) -> bool:
        """Whether what is chosen here must never be written beside a name."""
        return self.ballot.secrecy == Secrecy.SECRET


@dataclass(frozen=True, slots=True)
class SheetBlock:
    """What is drawn as one piece: an item with its options, or the group with its one choice."""

    lines: list[SheetLine]
    group: BoundField | None = None

    @property
    def ballot(self) -> Ballot:
        """The (first) item."""
        return self.lines[0].ballot

    @property
    def is_secret(self) -> bool:
        """Whether anything in it is secret."""
        return any(line.is_secret for line in self.lines)

    @property
    def is_election(self) -> bool:
        """Whether the options compete for seats."""
        return self.group is None and self.ballot.method == Method.ELECT


class SheetForm(forms.Form):
    """A choice, and in an open vote a reason if one likes, for every option of the sheet.

    Items voted on as a group take the group's choice unless one chooses apart. Fields exist for
    these options only: whatever else is sent does not reach another session.
    """

    def __init__(self, *args: Any, options: list[Option], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.options = options
        grouped = [option for option in options if option.ballot.in_group]
        self.grouped = grouped if len(grouped) > 1 else []
        for number, option in self._numbered():
            is_grouped = option in self.grouped
            as_group = [("", _("As the whole group"))] if is_grouped else []
            self.fields[f"choice-{option.pk}"] = _choice_field(
                _("Item %(number)s") % {"number": number}, as_group, required=not is_grouped
            )
            if option.ballot.secrecy == Secrecy.OPEN:
                self.fields[f"reason-{option.pk}"] = forms.CharField(
                    label=_("Reason"),
                    required=False,
                    max_length=LONGEST_REASON,
                    widget=forms.Textarea(attrs={"rows": 2}),
                )
        if self.grouped:
            self.fields[GROUP] = _choice_field(_("The whole group"), [], required=False)
        if self.is_secret:
            self.fields[CODE] = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def is_secret(self) -> bool:
        """Whether the sheet has a secret item; it then carries a check code."""
        return any(option.ballot.secrecy == Secrecy.SECRET for option in self.options)

    @property
    def is_kept(self) -> bool:
        """Whether the browser may keep a choice on the device: those of open items alone."""
        return any(option.ballot.secrecy == Secrecy.OPEN for option in self.options)

    def clean_code(self) -> str:
        """Take the code that the sheet carried; a fresh one where it came back damaged."""
        code = str(self.cleaned_data[CODE])
        return code if CODE_PATTERN.fullmatch(code) else new_code()

    def clean(self) -> dict[str, Any]:
        """Give the items of the group the group's choice where none was made apart."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        together = cleaned.get(GROUP, "")
        for option in self.grouped:
            name = f"choice-{option.pk}"
            if name in cleaned and not cleaned[name]:
                cleaned[name] = together
        if any(not cleaned.get(f"choice-{option.pk}") for option in self.grouped):
            self.add_error(GROUP, _("Please choose for the group, or for each of its items."))
        return cleaned

    def _numbered(self) -> Iterator[tuple[str, Option]]:
        """Number the items, and their options within them where there are several."""
        items = list(dict.fromkeys(option.ballot_id for option in self.options))
        for place, item in enumerate(items, start=1):
            options = [option for option in self.options if option.ballot_id == item]
            for part, option in enumerate(options, start=1):
                yield (f"{place}.{part}" if len(options) > 1 else str(place)), option

    @property
    def lines(self) -> Iterator[SheetLine]:
        """The options in order."""
        for number, option in self._numbered():
            reason = f"reason-{option.pk}"
            yield SheetLine(
                number,
                option,
                self[f"choice-{option.pk}"],
                self[reason] if reason in self.fields else None,
            )

    @property
    def blocks(self) -> list[SheetBlock]:
        """The sheet in pieces, in the order of the agenda; the group where its first item stands."""
        found: dict[int, SheetBlock] = {}
        for line in self.lines:
            is_grouped = line.option in self.grouped
            key = 0 if is_grouped else line.option.ballot_id
            if key not in found:
                found[key] = SheetBlock([], self[GROUP] if is_grouped else None)
            found[key].lines.append(line)
        return list(found.values())

    @property
    def choices(self) -> dict[int, Choice]:
        """Return the choices by option."""
        return {
            option.pk: Choice(self.cleaned_data[f"choice-{option.pk}"]) for option in self.options
        }

    @property
    def reasons(self) -> dict[int, str]:
        """Return the reasons by option."""
        given = self.cleaned_data
        return {option.pk: given.get(f"reason-{option.pk}", "") for option in self.options}

    @property
    def summary(self) -> list[tuple[SheetLine, Choice, str]]:
        """Return what was chosen, to be read before it is handed in."""
        choices, reasons = self.choices, self.reasons
        return [(line, choices[line.option.pk], reasons[line.option.pk]) for line in self.lines]

    @property
    def sent(self) -> list[tuple[str, str]]:
        """Return the fields as they were filled in, to be sent along once more."""
        return [(name, self.data.get(name, "")) for name in self.fields]


def _choice_field(label: Any, first: list[Any], *, required: bool) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=[*first, *Choice.choices],
        required=required,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose."), "invalid_choice": _("Please choose.")},
    )


class PaperForm(forms.Form):
    """A sheet from the box, as the counting board types it in: a choice or invalid for every option.

    The token is of this one sheet: sent twice it is typed in once.
    """

    token = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, options: list[Option], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.options = options
        for option in options:
            field = _choice_field(option.label, [], required=True)
            field.choices = [*Choice.choices, *Spoilt.choices]
            self.fields[f"choice-{option.pk}"] = field

    @property
    def lines(self) -> list[tuple[Option, BoundField]]:
        """The options with their fields."""
        return [(option, self[f"choice-{option.pk}"]) for option in self.options]

    @property
    def sheet_token(self) -> str:
        """The token of this sheet."""
        return str(self.cleaned_data["token"])

    @property
    def choices(self) -> dict[int, str]:
        """What is on the sheet, by option."""
        return {option.pk: str(self.cleaned_data[f"choice-{option.pk}"]) for option in self.options}
