"""Sheets of lines: what is signed is what stands in the plan."""

import json
from collections.abc import Sequence

from plans.models import Plan
from plans.services.importing import commit_import
from tests.plans.sheets import HEADER, book, handed_in
from tests.races.playing import Act, Case, Ending
from tests.races.race import Race, account, dossier_of, is_told
from tests.races.town import Town
from workflow_app.approvals.enums import Outcome, Stage
from workflow_app.approvals.services.decisions import decide
from workflow_app.sheets.models import ImportSession

LINES = ("Đón đoàn Hội hữu nghị", "Hội thảo giao lưu nhân dân", "Triển lãm ảnh")


class ImportedWhileSigned(Race):
    """The drafter takes a sheet over while a colleague submits and the head signs.

    Either all its lines are in the revision that the head signed, or none of them is in the plan.
    """

    name = "an import commits while the unit head signs"
    acts = ("importer", "head")

    def prepare(self, town: Town, rounds: int) -> list[Case]:
        cases = town.drafts(town.lone_units(rounds))
        rows = [
            (number, title, "15/8/2027", "Hội", 1_000_000, "Ngân sách")
            for number, title in enumerate(LINES, start=1)
        ]
        data = book(HEADER, *rows)
        for case in cases:
            plan = Plan.objects.select_related("dossier", "campaign").get(dossier=case["dossier"])
            case["import"] = str(handed_in(data, plan, account(case["drafter"])).pk)
        return cases

    def importer(self, case: Case) -> Act:
        session, user = ImportSession.objects.get(pk=case["import"]), account(case["drafter"])
        return lambda: commit_import(session=session, user=user)

    def head(self, case: Case) -> Act:
        dossier = dossier_of(case)
        drafter, head = account(case["drafter"]), account(case["head"])

        def submit_and_sign() -> None:
            decide(dossier=dossier, step="draft", outcome=Outcome.SUBMITTED, user=drafter)
            decide(dossier=dossier, step="sign", outcome=Outcome.SIGNED, user=head)

        return submit_and_sign

    def judge(self, case: Case, endings: Sequence[Ending]) -> str:
        imported, signed = endings
        assert signed.is_done, signed.sentence
        dossier = dossier_of(case)
        assert dossier.stage == Stage.APPRAISING_CONTENT
        assert dossier.revision is not None
        frozen = [line["title"] for line in json.loads(dossier.revision.content)["activities"]]
        stands = list(Plan.objects.get(dossier=dossier).activities.values_list("title", flat=True))
        assert sorted(frozen) == sorted(stands)
        taken_over = [title for title in stands if title in LINES]
        if imported.is_done:
            assert sorted(taken_over) == sorted(LINES)
            return "importer"
        is_told(imported, "ConflictError", account(case["drafter"]))
        assert taken_over == []
        return "head"


RACES = (ImportedWhileSigned(),)
