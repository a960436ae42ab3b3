"""People act while an administrator changes who they are."""

import datetime as dt
from collections.abc import Sequence

from django.utils import timezone

from tests.races.playing import Act, Case, Ending
from tests.races.race import (
    SIDE,
    Race,
    account,
    both_did,
    dossier_of,
    is_told,
)
from tests.races.town import Town
from workflow_app.approvals.enums import Outcome, Stage
from workflow_app.audit.models import AuditEntry
from workflow_app.organization.enums import Role
from workflow_app.organization.models import Mandate, Person, Unit
from workflow_app.organization.services.appointments import appoint, end_mandate

from .duties import signing


def ending(case: Case, on: dt.date) -> Act:
    mandate, by = Mandate.objects.get(pk=case["head_mandate"]), account(case["administrator"])
    return lambda: end_mandate(mandate=mandate, on=on, reason="Nghỉ hưu", by=by)


def place_in_log(action: str, pk: int) -> int:
    entry = AuditEntry.objects.get(action=action, object_id=str(pk))
    return entry.sequence


class MandateEnds(Race):
    """A signature is given under a mandate in force, or not at all."""

    name = "a mandate ends while its holder decides"
    acts = ("administrator", "holder")

    def prepare(self, town: Town, rounds: int) -> list[Case]:
        cases = town.submitted(town.clusters(rounds))
        return [case | {"administrator": town.cast.quang.pk} for case in cases]

    def administrator(self, case: Case) -> Act:
        return ending(case, timezone.localdate() - dt.timedelta(days=1))

    def holder(self, case: Case) -> Act:
        return signing(case, "head")

    def judge(self, case: Case, endings: Sequence[Ending]) -> str:
        ended, signed = endings
        assert ended.is_done, ended.sentence
        dossier = dossier_of(case)
        if not signed.is_done:
            is_told(signed, "NotAllowedError", account(case["deputy"]))  # who could do it instead
            assert dossier.stage == Stage.SIGNING
            return "administrator"
        assert dossier.stage == Stage.CONSULTING
        decision = dossier.decisions.get(outcome=Outcome.SIGNED)
        assert decision.mandate_id == case["head_mandate"]
        signature = AuditEntry.objects.get(action="dossier.signed", dossier_code=dossier.code)
        assert signature.sequence < place_in_log("mandate.ended", case["head_mandate"])
        return "holder"


class MandateEndsTonight(Race):
    """The row of the authority is written anew with its last day; the signature waited for the
    old one and was refused although the mandate holds until midnight."""

    name = "a mandate that ends tonight still signs today"
    acts = ("administrator", "holder")
    share = SIDE

    def prepare(self, town: Town, rounds: int) -> list[Case]:
        cases = town.submitted(town.lone_units(rounds))
        return [case | {"administrator": town.cast.quang.pk} for case in cases]

    def administrator(self, case: Case) -> Act:
        return ending(case, timezone.localdate())

    def holder(self, case: Case) -> Act:
        return signing(case, "head")

    def judge(self, case: Case, endings: Sequence[Ending]) -> str:
        both_did(endings)
        dossier = dossier_of(case)
        assert dossier.stage == Stage.APPRAISING_CONTENT
        signature = AuditEntry.objects.get(action="dossier.signed", dossier_code=dossier.code)
        ended = place_in_log("mandate.ended", case["head_mandate"])
        return "holder" if signature.sequence < ended else "administrator"


class FirstAppointment(Race):
    """A unit gets its first people while it is asked for an opinion.

    Appointing held the unit and waited for the log; signing held the log and waited for the unit
    that it was about to ask. Here the unit's desk is new as well, and both open it.
    """

    name = "a reviewing unit gets its first deputy while it is asked"
    acts = ("administrator", "head")
    share = SIDE

    def prepare(self, town: Town, rounds: int) -> list[Case]:
        cases = town.submitted(town.clusters(rounds, staffed=False))
        people = Person.objects.bulk_create(
            Person(full_name=f"Nguyễn Tân {case['unit']}") for case in cases
        )
        return [
            case | {"administrator": town.cast.quang.pk, "person": person.pk}
            for case, person in zip(cases, people, strict=True)
        ]

    def administrator(self, case: Case) -> Act:
        person = Person.objects.get(pk=case["person"])
        unit, by = Unit.objects.get(pk=case["second_unit"]), account(case["administrator"])
        return lambda: appoint(
            person=person,
            role=Role.UNIT_DEPUTY,
            place=unit,
            valid_from=timezone.localdate(),
            by=by,
        )

    def head(self, case: Case) -> Act:
        return signing(case, "head")

    def judge(self, case: Case, endings: Sequence[Ending]) -> str:
        both_did(endings)
        dossier = dossier_of(case)
        assert dossier.stage == Stage.CONSULTING
        mandate = Mandate.objects.get(person=case["person"])
        signature = AuditEntry.objects.get(action="dossier.signed", dossier_code=dossier.code)
        appointed = place_in_log("mandate.appointed", mandate.pk)
        return "head" if signature.sequence < appointed else "administrator"


RACES = (MandateEnds(), MandateEndsTonight(), FirstAppointment())
