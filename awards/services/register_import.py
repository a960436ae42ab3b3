"""A list of earlier awards taken into the register: looked through, confirmed, and taken back.

The upload is kept with its SHA-256: it is the source of what the register then says. One file is
one batch (`ImportSession`), listed with what it brought.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Max, ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from awards.enums import SubjectKind
from awards.models import Award, AwardDecision, Recipient
from awards.performers import award_secretariat
from awards.services.handover import require_desk
from awards.services.history import award_of_old, recipient_of_unit
from awards.services.recipients import add_recipient, recipient_for
from awards.sheets.register_import import RegisterRow, RegisterSheet, is_same, read_register
from workflow_app.accounts.models import User
from workflow_app.approvals.errors import ConflictError, IncompleteError, RefusalError
from workflow_app.audit.services import gathered, record
from workflow_app.lib.text import fold, words
from workflow_app.organization.enums import Duty
from workflow_app.organization.models import Unit
from workflow_app.organization.selectors.authority import desk_of
from workflow_app.sheets.cells import Sheet
from workflow_app.sheets.models import ImportSession, ImportState
from workflow_app.sheets.sessions import new_session, sheets_of

TARGET = "register"
NOBODY_KNOWN = "new"


@dataclass(slots=True)
class Taken:
    """What became of the chosen rows."""

    added: int = 0
    known: int = 0


@transaction.atomic
def begin_import(
    *, data: bytes, sheets: Sequence[Sheet], name: str, user: User
) -> tuple[ImportSession, RegisterSheet]:
    """Keep an upload that was understood, to be looked through; the register is not touched.

    Raises NotAllowedError, and IncompleteError where no table is found in it.
    """
    _require_keeper(user)
    year = timezone.localdate().year
    found = read_register(sheets, year)
    if found.problem:
        raise IncompleteError(found.problem)
    session = new_session(data=data, name=name, owner=user, target=(TARGET, ""), year=year)
    session.state = ImportState.PREVIEWED
    session.counts = {
        "ready": len(found.ready),
        "known": len(found.known),
        "wrong": len(found.wrong),
    }
    session.save()
    return session, found


def sheet_of(session: ImportSession) -> RegisterSheet:
    """Read the kept file against the register as it is now."""
    return read_register(sheets_of(session), session.year)


@transaction.atomic
@gathered()
def take_register(*, session: ImportSession, choices: Mapping[int, str], user: User) -> Taken:
    """Enter the chosen rows into the register, or none.

    `choices` says of each chosen row who it is: the key of a known one, or "new". The file is read
    anew: a row that has come into the register meanwhile is left out and counted. Raises
    NotAllowedError, ConflictError, IncompleteError; the refusal names each row in the way.
    """
    _require_keeper(user)
    # One batch after the other: what the first brings the second finds.
    Unit.objects.select_for_update(of=("self",), no_key=True).get(pk=award_secretariat().pk)
    locked = ImportSession.objects.select_for_update().get(pk=session.pk, target_kind=TARGET)
    if locked.state != ImportState.PREVIEWED:
        raise ConflictError(_("This import has been taken over already."))
    found = sheet_of(locked)
    rows = [row for row in found.rows if row.number in choices]
    if not rows:
        raise IncompleteError(_("There is no row to take over."))
    batch = _Batch(locked.name, user)
    batch.enter(rows, choices)
    Award.objects.bulk_create(batch.awards)
    locked.state = ImportState.COMMITTED
    locked.committed_at, locked.committed_by = timezone.now(), user
    locked.counts = {**locked.counts, "added": len(batch.awards)}
    locked.undo = {
        "awards": [award.pk for award in batch.awards],
        "decisions": batch.new_decisions,
        "recipients": batch.new_recipients,
    }
    locked.save()
    record(
        action="award.register_imported",
        actor=user,
        object=locked,
        data={
            "file": locked.name,
            "sha256": locked.sha256,
            "awards": len(batch.awards),
            "known": batch.known,
            "recipients": len(batch.new_recipients),
        },
    )
    return Taken(len(batch.awards), batch.known)


@dataclass(slots=True)
class _Batch:
    """The rows of one file on their way into the register."""

    name: str
    user: User
    awards: list[Award] = field(default_factory=list)
    new_decisions: list[int] = field(default_factory=list)
    new_recipients: list[int] = field(default_factory=list)
    known: int = 0
    _entered: dict[tuple[str, str, dt.date | None], Recipient] = field(default_factory=dict)
    _decisions: dict[tuple[int, str], AwardDecision] = field(default_factory=dict)

    def enter(self, rows: Sequence[RegisterRow], choices: Mapping[int, str]) -> None:
        """Make awards of the rows; a refusal names every row that stands in the way."""
        refusals = []
        chosen: list[tuple[RegisterRow, Recipient]] = []
        for row in rows:
            if row.known is not None:
                self.known += 1
                continue
            try:
                with transaction.atomic():
                    chosen.append((row, self._recipient(row, choices[row.number])))
            except RefusalError as refusal:
                refusals.append((row, " ".join([refusal.message, *refusal.details])))
        if refusals:
            raise IncompleteError(
                _("Nothing was taken over."),
                [
                    _("Row %(number)s: %(problem)s") % {"number": row.number, "problem": problem}
                    for row, problem in refusals
                ],
            )
        before = self._held([recipient.pk for __, recipient in chosen])
        fresh = []
        for row, recipient in chosen:
            held = before.setdefault(recipient.pk, [])
            if any(is_same(row, award) for award in held):
                self.known += 1
            else:
                fresh.append((row, recipient))
                held.append(_as_held(row))
        self._number(fresh)

    def _recipient(self, row: RegisterRow, choice: str) -> Recipient:
        if row.troubles:
            raise IncompleteError(" ".join(one.text for one in row.troubles))
        twins = [twin.key for twin in row.twins]
        if choice in twins:
            unit = Unit.objects.filter(pk=int(choice[1:])).first() if choice[0] == "u" else None
            return recipient_of_unit(unit) if unit is not None else recipient_for(key=choice)
        if choice != NOBODY_KNOWN:
            raise IncompleteError(_("Say who it is."))
        key = (row.kind, fold(row.name), row.birth_date)
        if key not in self._entered:
            is_person = row.kind == SubjectKind.PERSON
            values = {
                "name": row.name,
                "honorific": row.honorific[:40],
                "post" if is_person else "organisation": row.details[: 200 if is_person else 255],
            }
            self._entered[key] = add_recipient(
                kind=row.kind,
                values=values | ({"birth_date": row.birth_date} if is_person else {}),
                user=self.user,
                told_apart_from=[*twins, *self._entered_alike(row)],
            )
            self.new_recipients.append(self._entered[key].pk)
        return self._entered[key]

    def _entered_alike(self, row: RegisterRow) -> list[str]:
        """Return who was entered from this file and could be taken for the same one."""
        typed = sorted(words(row.name))
        return [
            f"r{one.pk}"
            for (kind, name, birth_date), one in self._entered.items()
            if kind == row.kind
            and (sorted(words(name)) == typed or birth_date == row.birth_date is not None)
        ]

    @staticmethod
    def _held(recipients: Sequence[int]) -> dict[int, list[Award]]:
        held: dict[int, list[Award]] = {}
        awards = Award.objects.filter(recipient__in=set(recipients)).select_related("decision")
        for award in awards.order_by("pk"):
            held.setdefault(award.recipient_id, []).append(award)
        return held

    def _number(self, rows: Sequence[tuple[RegisterRow, Recipient]]) -> None:
        """Give the numbers that the sheet names, then the next ones to those without."""
        numbers: dict[int, set[int]] = {}
        for row, recipient in sorted(rows, key=lambda one: one[0].ordinal is None):
            decision = self._decision(row)
            taken = numbers.setdefault(decision.pk, set())
            if not taken:
                last = decision.awards.aggregate(last=Max("ordinal"))["last"]
                taken |= {0, last or 0}
            # Without a decision's number the sheet's own numbers mean nothing together.
            ordinal = row.ordinal if row.decision and row.ordinal else max(taken) + 1
            taken.add(ordinal)
            assert row.award is not None and row.year is not None  # noqa: S101, PT018 -- read so
            self.awards.append(
                award_of_old(
                    decision=decision,
                    ordinal=ordinal,
                    award_type=row.award,
                    recipient=recipient,
                    name=row.full_name,
                    year=row.year,
                    details=row.details,
                    citation=row.citation,
                    handed_over_on=row.handed_over_on,
                )
            )

    def _decision(self, row: RegisterRow) -> AwardDecision:
        """Return the decision of a row, entered the first time; without a number one per file."""
        assert row.year is not None  # noqa: S101 -- a row without a year has a trouble
        key = (row.year, fold(row.decision))
        if key not in self._decisions:
            old = AwardDecision.objects.filter(year=row.year, paper=None).exclude(number="")
            found = next((one for one in old if fold(one.number) == key[1]), None)
            if found is None:
                found = AwardDecision.objects.create(
                    year=row.year,
                    number=row.decision,
                    decided_on=row.decided_on,
                    source=self.name[-255:],
                )
                self.new_decisions.append(found.pk)
            self._decisions[key] = found
        decision = self._decisions[key]
        if row.decision and row.decided_on and decision.decided_on is None:
            decision.decided_on = row.decided_on
            decision.save(update_fields=["decided_on"])
        return decision


def _as_held(row: RegisterRow) -> Award:
    """Return what a row will be, for holding later rows of the file against it."""
    return Award(
        award_type=row.award,
        year=row.year or 0,
        ordinal=row.ordinal or 0,
        decision=AwardDecision(number=row.decision),
    )


@transaction.atomic
@gathered()
def undo_register_import(*, session: ImportSession, user: User) -> int:
    """Take a batch out of the register again; returns how many awards left it.

    Refused as a whole once something rests on one of them: a revocation, a certificate printed
    again, a verification. Decisions that are empty then, and recipients nothing else names, go too.
    """
    _require_keeper(user)
    locked = ImportSession.objects.select_for_update().get(pk=session.pk, target_kind=TARGET)
    if locked.state != ImportState.COMMITTED or locked.undo is None:
        raise ConflictError(_("There is nothing to undo in this import."))
    awards = Award.objects.filter(pk__in=locked.undo["awards"])
    number = awards.count()
    try:
        awards.delete()
    except ProtectedError as error:
        held = {str(getattr(one, "award", one)) for one in error.protected_objects}
        raise ConflictError(
            _("The import cannot be taken back: something rests on its awards."), sorted(held)[:10]
        ) from error
    AwardDecision.objects.filter(pk__in=locked.undo["decisions"], awards=None).delete()
    for recipient in Recipient.objects.filter(pk__in=locked.undo["recipients"]):
        try:
            recipient.delete()
        except ProtectedError:
            continue  # nominated, merged or entered elsewhere since
    locked.state = ImportState.UNDONE
    locked.undone_at, locked.undone_by = timezone.now(), user
    locked.save(update_fields=["state", "undone_at", "undone_by"])
    record(
        action="award.register_import_undone",
        actor=user,
        object=locked,
        data={"file": locked.name, "sha256": locked.sha256, "awards": number},
    )
    return number


def _require_keeper(user: User) -> None:
    """Refuse others than the officers of the award secretariat and who heads it."""
    secretariat = award_secretariat()
    require_desk(user, desk_of(Duty.APPRAISE_CONTENT, secretariat), desk_of(Duty.SIGN, secretariat))
