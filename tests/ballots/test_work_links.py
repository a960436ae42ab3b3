"""Where the duty to put a dossier to the vote leads, whatever its step is called."""

import pytest

from workflow_app.approvals import steps
from workflow_app.approvals.models import Dossier, WorkItem
from workflow_app.approvals.steps import Performer, Step, ballot_steps
from workflow_app.approvals.work_links import label_of, url_of


@pytest.mark.parametrize("by_ballot", (True, False))
def test_a_step_leads_to_an_agenda_because_a_body_votes_there_not_by_its_name(
    monkeypatch: pytest.MonkeyPatch, *, by_ballot: bool
) -> None:
    plan = next(step for step in ballot_steps() if step.kind == "plan")
    step = Step(
        kind="plan",
        name="bloc_conference",
        title="Hội nghị khối",
        stage=plan.stage,
        deadline=plan.deadline,
        performer=Performer(plan.performer.duty, plan.performer.place),
        by_ballot=by_ballot,
    )
    monkeypatch.setitem(steps._steps, (step.kind, step.name), step)
    item = WorkItem(kind=step.work_kind, dossier=Dossier(code="KH-2027-001"))
    assert ("convene/?dossier=KH-2027-001" in url_of(item)) == by_ballot
    assert (label_of(step.work_kind) == "Hội nghị khối") != by_ballot


def test_every_step_at_which_a_body_votes_leads_to_an_agenda() -> None:
    dossier = Dossier(code="X-1")
    found = [url_of(WorkItem(kind=step.work_kind, dossier=dossier)) for step in ballot_steps()]
    assert found
    assert all(url.endswith("convene/?dossier=X-1") for url in found)
