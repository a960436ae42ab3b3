"""Numbers of papers, and entries of the log: rows that all acts want at once."""

from collections.abc import Sequence
from itertools import pairwise

from django.db import transaction

from tests.races.playing import Act, Case, Ending
from tests.races.race import SIDE, Race, account, both_did, dossier_of, is_told, one_did
from tests.races.town import Town
from workflow_app.approvals.enums import Outcome, Stage
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.services.decisions import decide
from workflow_app.audit.models import AuditEntry
from workflow_app.audit.services import Entry, record, record_many
from workflow_app.papers.models import IssuedPaper, NumberRegister


def issuing(dossier_id: int, clerk: int) -> Act:
    dossier, user = Dossier.objects.get(pk=dossier_id), account(clerk)
    return lambda: decide(
        dossier=dossier,
        step="issue",
        outcome=Outcome.ISSUED,
        user=user,
        data={"signer": "Nguyễn Mai Phương"},
    )


def no_gap_and_no_double() -> None:
    register = NumberRegister.objects.get()
    numbers = sorted(IssuedPaper.objects.values_list("number", flat=True))
    assert numbers == list(range(1, register.last_number + 1))


class TwoNumbers(Race):
    """Two clerks number two plans."""

    name = "two clerks issue numbers"
    acts = ("first", "second")

    def prepare(self, town: Town, rounds: int) -> list[Case]:
        cases = town.adopted(town.lone_units(2 * rounds))
        return [
            {
                "plans": [one["dossier"], other["dossier"]],
                "clerks": [town.cast.thu.pk, town.second_clerk.pk],
            }
            for one, other in zip(cases[::2], cases[1::2], strict=True)
        ]

    def first(self, case: Case) -> Act:
        return issuing(case["plans"][0], case["clerks"][0])

    def second(self, case: Case) -> Act:
        return issuing(case["plans"][1], case["clerks"][1])

    def judge(self, case: Case, endings: Sequence[Ending]) -> str:
        both_did(endings)
        first, second = (IssuedPaper.objects.get(dossier=pk).number for pk in case["plans"])
        assert abs(first - second) == 1
        no_gap_and_no_double()
        stages = Dossier.objects.filter(pk__in=case["plans"]).values_list("stage", flat=True)
        assert list(stages) == [Stage.ADOPTED, Stage.ADOPTED]
        return "first" if first < second else "second"


class OnePlanTwoNumbers(Race):
    """Two clerks number the same plan: one number, and it is the next one's predecessor."""

    name = "two clerks number one plan"
    acts = ("first", "second")
    share = SIDE

    def prepare(self, town: Town, rounds: int) -> list[Case]:
        clerks = [town.cast.thu.pk, town.second_clerk.pk]
        return [case | {"clerks": clerks} for case in town.adopted(town.lone_units(rounds))]

    def first(self, case: Case) -> Act:
        return issuing(case["dossier"], case["clerks"][0])

    def second(self, case: Case) -> Act:
        return issuing(case["dossier"], case["clerks"][1])

    def judge(self, case: Case, endings: Sequence[Ending]) -> str:
        winner, slower = one_did(endings)
        faster = account(case["clerks"][winner])
        is_told(slower, "ConflictError", faster)
        paper = IssuedPaper.objects.get(dossier=case["dossier"])
        assert (paper.issued_by, dossier_of(case).stage) == (faster, Stage.ADOPTED)
        no_gap_and_no_double()
        return self.acts[winner]


class TwoAppends(Race):
    """Two acts write to the log: the entries of one act stand together, in one chain."""

    name = "two append to the log"
    acts = ("first", "second")

    def prepare(self, town: Town, rounds: int) -> list[Case]:
        number = AuditEntry.objects.filter(object_kind="race").count()
        user = town.cast.quang.pk
        return [{"user": user, "id": f"{number + one}"} for one in range(rounds)]

    def first(self, case: Case) -> Act:
        user = account(case["user"])

        @transaction.atomic
        def three_one_by_one() -> None:
            for __ in range(3):
                record(action="unit.saved", actor=user, object=("race", f"{case['id']}-first", ""))

        return three_one_by_one

    def second(self, case: Case) -> Act:
        entry = Entry(
            action="unit.saved",
            actor=account(case["user"]),
            object=("race", f"{case['id']}-second", ""),
        )

        @transaction.atomic
        def three_at_once() -> None:
            record_many([entry] * 3)

        return three_at_once

    def judge(self, case: Case, endings: Sequence[Ending]) -> str:
        both_did(endings)
        sides = [f"{case['id']}-{act}" for act in self.acts]
        entries = list(
            AuditEntry.objects.filter(object_kind="race", object_id__in=sides).order_by("sequence")
        )
        whose = [entry.object_id.rpartition("-")[2] for entry in entries]
        assert whose in (["first"] * 3 + ["second"] * 3, ["second"] * 3 + ["first"] * 3)
        for before, after in pairwise(entries):
            assert after.sequence == before.sequence + 1
            assert after.previous_hash == before.hash
            assert after.at >= before.at
        return whose[0]


RACES = (TwoNumbers(), OnePlanTwoNumbers(), TwoAppends())
