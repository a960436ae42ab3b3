"""A list of earlier awards taken into the register: looked through, confirmed, and taken back.

The upload is kept with its SHA-256: it is the source of what the register then says. One file is
one batch (`ImportSession`), listed with what it brought.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from awards.models import Award, AwardDecision, Recipient
from awards.performers import award_secretariat
from awards.services.handover import require_desk
from awards.services.register_rows import Decisions, People, named, not_yet_held
from awards.sheets.register_import import RegisterSheet, read_register
from workflow_app.accounts.models import User
from workflow_app.approvals.errors import ConflictError, IncompleteError
from workflow_app.audit.services import gathered, record
from workflow_app.organization.enums import Duty
from workflow_app.organization.models import Unit
from workflow_app.organization.selectors.authority import desk_of
from workflow_app.sheets.cells import Sheet
from workflow_app.sheets.models import ImportSession, ImportState
from workflow_app.sheets.sessions import new_session, sheets_of

TARGET = "register"


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the chosen rows: entered, or in the register already."""

    added: int
    known: int


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
    locked = _locked(session)
    if locked.state != ImportState.PREVIEWED:
        raise ConflictError(_("This import has been taken over already."))
    found = sheet_of(locked)
    rows = [row for row in found.rows if row.number in choices]
    if not rows:
        raise IncompleteError(_("There is no row to take over."))
    missing = [row for row in rows if row.known is None]
    people, decisions = People(), Decisions.named_by(missing, source=locked.name)
    chosen = named(missing, choices, people)
    new_recipients = people.enter_new(user)
    awards = decisions.awards_of(not_yet_held(chosen))
    Award.objects.bulk_create(awards)
    taken = Taken(added=len(awards), known=len(rows) - len(awards))
    locked.state = ImportState.COMMITTED
    locked.committed_at, locked.committed_by = timezone.now(), user
    locked.counts = {**locked.counts, "added": taken.added}
    locked.undo = {
        "awards": [award.pk for award in awards],
        "decisions": decisions.new,
        "recipients": new_recipients,
    }
    locked.save()
    record(
        action="award.register_imported",
        actor=user,
        object=locked,
        data={
            "file": locked.name,
            "sha256": locked.sha256,
            "awards": taken.added,
            "known": taken.known,
            "recipients": len(new_recipients),
        },
    )
    return taken


@transaction.atomic
@gathered()
def undo_register_import(*, session: ImportSession, user: User) -> int:
    """Take a batch out of the register again; returns how many awards left it.

    Refused as a whole once something rests on one of them: a revocation, a certificate printed
    again, a verification. Decisions that are empty then, and recipients nothing else names, go too.
    """
    _require_keeper(user)
    locked = _locked(session)
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


def _locked(session: ImportSession) -> ImportSession:
    """Lock a batch, one after the other: what the first brings, or takes away, the second finds."""
    Unit.objects.select_for_update(of=("self",), no_key=True).get(pk=award_secretariat().pk)
    return ImportSession.objects.select_for_update().get(pk=session.pk, target_kind=TARGET)


def _require_keeper(user: User) -> None:
    """Refuse others than the officers of the award secretariat and who heads it."""
    secretariat = award_secretariat()
    require_desk(user, desk_of(Duty.APPRAISE_CONTENT, secretariat), desk_of(Duty.SIGN, secretariat))
