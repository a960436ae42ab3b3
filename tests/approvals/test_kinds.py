"""What the contents of all kinds have in common: a word changed there changes every hash."""

from plans.services.amendments import open_amendment
from tests.cast import Cast
from tests.driver import FlowDriver
from tests.personnel.cast import proposal_of, staff_of
from workflow_app.approvals.enums import Outcome
from workflow_app.approvals.kinds import Content, about, get_kind
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.services.decisions import settle
from workflow_app.lib.canonical import canonical_json

UNIT = '"unit":{"code":"LH-DANANG","name":"Liên hiệp các tổ chức hữu nghị thành phố Đà Nẵng"}'


def content_of(dossier: Dossier) -> Content:
    return get_kind(dossier.kind).content_of(dossier)


def spelt_head(dossier: Dossier) -> str:
    """The spelling that was hashed before the head had a function of its own."""
    return (
        f'{{"code":"{dossier.code}","kind":"{dossier.kind}","title":"{dossier.title}",'
        f'{UNIT},"year":{dossier.year}}}'
    )


def test_the_head_of_a_content_is_spelt_as_it_always_was(cast: Cast, plan: FlowDriver) -> None:
    plan.to_the_presidium()
    settle(dossier=plan.dossier, step="presidium", outcome=Outcome.ADOPTED)
    plan.do(cast.thu, "issue", Outcome.ISSUED, signer="Nguyễn Mai Phương")
    amendment = open_amendment(plan=plan.plan, reason="Báo muộn", is_urgent=True, user=cast.hoa)
    proposal = proposal_of(staff_of(cast)).dossier
    for dossier, others in (
        (plan.dossier, {"objectives", "activities"}),
        (amendment.dossier, {"plan", "objectives", "is_urgent", "activities"}),
        (proposal, {"body", "term", "effective_on", "reason", "changes"}),
    ):
        content = content_of(dossier)
        head = about(dossier)
        assert canonical_json(head) == spelt_head(dossier)
        assert {name: content[name] for name in head} == head
        assert content.keys() == head.keys() | others | {"schema"}
