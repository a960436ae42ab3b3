"""Reads a unit's sheet into its plan from the command line, as the page does."""

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.translation import gettext as _

from plans.enums import CampaignState
from plans.models import Campaign, Plan
from plans.services.campaigns import create_plans
from plans.services.importing import commit_import
from plans.sheets.books import (
    Book,
    base_for,
    describe,
    foreign_code,
    headings_of,
    open_book,
    read_rows_of,
)
from plans.sheets.comparing import PreviewRow, State
from plans.sheets.previews import Preview, areas_for, preview
from plans.sheets.reading import Message
from workflow_app.accounts.models import User
from workflow_app.approvals.errors import RefusalError
from workflow_app.lib.money import format_dong
from workflow_app.organization.enums import Duty, Role
from workflow_app.organization.models import Body, Unit
from workflow_app.organization.selectors.authority import authority_at, desk_of, people_at
from workflow_app.sheets.models import ImportState
from workflow_app.sheets.refusals import SheetRefused
from workflow_app.sheets.sessions import read_upload, store_session

WELL, UNREADABLE, PROBLEMS = 0, 2, 3
FIRST_YEAR, LAST_YEAR = 2000, 2100


class CannotReadError(Exception):
    """One sentence for whoever typed the command."""


class Command(BaseCommand):
    """Import a unit's plan from Excel."""

    help = (
        "Reads a unit's plan from an Excel sheet. Exit code 0: nothing is a problem; 3: some rows "
        "are; 2: the file cannot be read."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Take the file, whose plan it is and of which year."""
        parser.add_argument("file", help="an .xlsx file")
        parser.add_argument("--unit", required=True, help="the unit's code, for example LH-DANANG")
        parser.add_argument("--year", required=True, type=int, help="the plan's year")
        parser.add_argument("--dry-run", action="store_true", help="show, and change nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--user", default="", help="in whose name; default: a drafter's")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, show, and unless told otherwise take over the rows that are good."""
        try:
            code = self._import(options)
        except CannotReadError as refusal:
            code = self._refuse(str(refusal))
        except SheetRefused as refusal:
            code = self._refuse(str(refusal))
        except RefusalError as refusal:
            code = self._refuse(" ".join([refusal.message, *refusal.details]))
        if code != WELL:
            sys.exit(code)

    def _refuse(self, sentence: str) -> int:
        self.stderr.write(" ".join(sentence.split()))
        return UNREADABLE

    def _import(self, options: dict[str, Any]) -> int:
        year: int = options["year"]
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise CannotReadError(_("%(year)s is not a year of plans.") % {"year": year})
        unit = _unit(options["unit"])
        data, book = _read(options["file"], unit, year)
        plan = _plan_of(unit, year)
        if options["dry_run"]:
            found = _preview(book, plan, year)
        else:
            found = _take_over(data, book, unit, year, options)
        self._show(found, book, options)
        return PROBLEMS if found.of(State.PROBLEM, State.CONFLICT) else WELL

    def _show(self, found: Preview, book: Book, options: dict[str, Any]) -> None:
        headings = headings_of(book.best[1])
        rows = [entry for row in found.rows for entry in entries_of(row, headings)]
        summary = summary_of(found, book, dry_run=options["dry_run"])
        if options["json"]:
            self.stdout.write(json.dumps({"rows": rows, "summary": summary}, ensure_ascii=False))
            return
        for entry in rows:
            amount = "" if entry["amount"] is None else format_dong(entry["amount"])
            days = " - ".join(dict.fromkeys(day for day in (entry["start"], entry["end"]) if day))
            parts = [f"{entry['row']:>5}", f"{entry['state']:<9}", entry["title"], days, amount]
            self.stdout.write("  ".join(part for part in parts if part))
            for message in entry["messages"]:
                place = f"{message['column']}: " if message["column"] else ""
                self.stdout.write(f"         {place}{message['text']}")
        self.stdout.write(", ".join(f"{key}: {summary[key]}" for key in STATES))


STATES = ("new", "changed", "unchanged", "problem", "left_out")


def entries_of(row: PreviewRow, headings: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return a row as the command prints it; a run of empty rows is printed row by row."""
    if row.row is None:
        return []
    is_line = row.state is not State.LEFT_OUT
    state = State.PROBLEM if row.state is State.CONFLICT else row.state
    messages = list(row.messages)
    if row.reason:
        messages.insert(0, Message("", row.reason))
    for merge in row.conflicts:
        text = _("It was changed in the sheet and in the system; choose on the import's page.")
        messages.append(Message(headings.get(merge.field, ""), text))
    return [
        {
            "row": number,
            "state": str(state),
            "title": row.title,
            "start": row.start if is_line else None,
            "end": row.end if is_line else None,
            "amount": row.amount if is_line else None,
            "messages": [{"column": one.column, "text": one.text} for one in messages],
        }
        for number in range(row.row, (row.last or row.row) + 1)
    ]


def summary_of(found: Preview, book: Book, *, dry_run: bool) -> dict[str, Any]:
    """Return the counts, and what was understood of the sheet."""
    sheet, understanding = book.best
    described = describe(book, sheet, understanding)
    counts = {state: found.counts[state] for state in STATES}
    counts["problem"] += found.counts[State.CONFLICT]
    return {
        **counts,
        "conflicts": found.counts[State.CONFLICT],
        "missing_in_sheet": found.counts[State.REMOVAL],
        "not_in_sheet": found.untouched,
        "sheet": sheet.name,
        "header_row": understanding.header_row,
        "columns": {
            column["heading"]: column["key"] for column in described["columns"] if column["key"]
        },
        "unread_columns": [
            column["heading"] for column in described["columns"] if not column["key"]
        ],
        "year_in_sheet": understanding.year_guess,
        "notes": described["notes"],
        "dry_run": dry_run,
    }


def _unit(code: str) -> Unit:
    unit = Unit.objects.filter(code__iexact=code.strip()).first()
    if unit is None:
        raise CannotReadError(
            _("There is no unit with the code “%(code)s”; see Administration, Units.")
            % {"code": code}
        )
    return unit


def _plan_of(unit: Unit, year: int) -> Plan | None:
    plans = Plan.objects.select_related("dossier__unit", "campaign")
    return plans.filter(dossier__kind="plan", dossier__unit=unit, dossier__year=year).first()


def _read(file: str, unit: Unit, year: int) -> tuple[bytes, Book]:
    path = Path(file)
    if not path.is_file():
        raise CannotReadError(_("There is no file “%(file)s”.") % {"file": file})
    try:
        with path.open("rb") as source:
            data, sheets = read_upload(source)
    except OSError as error:
        raise CannotReadError(_("“%(file)s” cannot be opened.") % {"file": file}) from error
    plan = _plan_of(unit, year)
    book = open_book(sheets, areas=areas_for(plan, year), year=year)
    if book.problem:
        raise CannotReadError(book.problem)
    return data, book


def _preview(book: Book, plan: Plan | None, year: int) -> Preview:
    sheet, understanding = book.best
    base = base_for(book, plan.dossier.code) if plan is not None else None
    return preview(
        read_rows_of(sheet, understanding),
        plan=plan,
        year=year,
        headings=headings_of(understanding),
        base=base,
    )


@transaction.atomic
def _take_over(data: bytes, book: Book, unit: Unit, year: int, options: dict[str, Any]) -> Preview:
    """Commit the good rows in one transaction, creating the plan where there is none."""
    user = _acting(options["user"], unit)
    plan = _plan_of(unit, year) or _new_plan(unit, year, user)
    found = _preview(book, plan, year)
    if not found.ready:
        return found
    sheet, understanding = book.best
    session = store_session(
        data=data,
        name=Path(options["file"]).name,
        owner=user,
        target=("plan", plan.dossier.code),
        year=year,
    )
    session.sheet = sheet.name
    session.mapping = understanding.mapping
    session.headings = headings_of(understanding)
    session.understanding = {
        "sheets": [describe(book, *pair) for pair in book.pairs],
        "foreign": foreign_code(book, plan.dossier.code),
    }
    session.rows = [row.to_json() for row in read_rows_of(sheet, understanding)]
    session.base = base_for(book, plan.dossier.code)
    session.state = ImportState.PREVIEWED
    session.save()
    drafts = authority_at(user, desk_of(Duty.DRAFT, unit), kind="plan") is not None
    commit_import(session=session, user=user, by_operator=not drafts)
    return found


def _acting(username: str, unit: Unit) -> User:
    """Return who acts: the one named, else a drafter of the unit, else an administrator."""
    users = User.objects.filter(is_active=True)
    if username:
        named = users.filter(username=username).first()
        if named is None:
            raise CannotReadError(_("There is no account “%(name)s”.") % {"name": username})
        return named
    for person in people_at(desk_of(Duty.DRAFT, unit), kind="plan").select_related("user"):
        if person.user is not None and person.user.is_active:
            return person.user
    administrators = users.filter(person__mandates__role=Role.ADMINISTRATOR)
    acting = administrators.order_by("pk").first() or users.filter(is_superuser=True).first()
    if acting is None:
        raise CannotReadError(
            _("Nobody can act for the unit; name an account with --user or appoint a drafter.")
        )
    return acting


def _new_plan(unit: Unit, year: int, user: User) -> Plan:
    """Open the unit's plan; a year that nobody has prepared is prepared, but not opened for all."""
    campaign = Campaign.objects.filter(year=year).first()
    if campaign is None:
        latest = Campaign.objects.select_related("body").first()
        body = latest.body if latest else Body.objects.first()
        if body is None:
            raise CannotReadError(
                _("There is no body that decides on plans yet; set one up under Administration.")
            )
        campaign = Campaign.objects.create(
            year=year,
            title=_("Activity plans of %(year)s") % {"year": year},
            body=body,
            state=CampaignState.PREPARED,
        )
    dossier = create_plans(campaign=campaign, units=[unit], user=user)[0]
    return Plan.objects.select_related("dossier__unit", "campaign").get(dossier=dossier)
