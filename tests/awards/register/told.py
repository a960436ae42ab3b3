"""Nominations that wait to be issued, without the way that led there."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from awards.enums import SubjectKind
from awards.models import Award, AwardDecision, Nomination, Recipient
from awards.services.issuing import issue_decision
from tests.awards.house import House
from tests.cast import YEAR
from workflow_app.approvals import engine
from workflow_app.approvals.enums import Stage
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.services import stages
from workflow_app.approvals.steps import get_step
from workflow_app.organization.models import Unit

STEPS = {"issue": Stage.ISSUING}


def person(name: str, **values: Any) -> Recipient:
    return Recipient.objects.create(kind=SubjectKind.PERSON, name=name, **values)


def waiting(
    house: House, nominees: Iterable[tuple[str, Recipient]], *, step: str = "issue"
) -> list[Dossier]:
    """Bring nominations to the step at which the clerk issues, in the order given."""
    return [
        _waiting(house, award, recipient, number, step)
        for number, (award, recipient) in enumerate(nominees, Dossier.objects.count() + 1)
    ]


def _waiting(house: House, award: str, recipient: Recipient, number: int, step: str) -> Dossier:
    unit: Unit = recipient.unit or house.cast.unit("LH-DANANG")
    dossier = Dossier.objects.create(
        kind="nomination",
        code=f"KT-{YEAR}-{unit.code}-{number:03d}",
        title=f"{house.types[award].name}: {recipient.name}",
        unit=unit,
        year=YEAR,
        body=house.campaign.presidium,
        stage_since=timezone.now(),
        created_by=house.cast.hoa,
    )
    Nomination.objects.create(
        dossier=dossier,
        campaign=house.campaign,
        award_type=house.types[award],
        recipient=recipient,
        rule=house.types[award].rules.get(),
        counts_from=house.campaign.counts_from,
        counts_to=house.campaign.counts_to,
        citation="Đã có thành tích xuất sắc trong công tác đối ngoại nhân dân năm 2027",
    )
    engine.start(dossier)
    _move_to(dossier, step)
    return Dossier.objects.get(pk=dossier.pk)


def _move_to(dossier: Dossier, step: str) -> None:
    """Let the case wait at a later step than its draft, as if it had gone there."""
    waiting_at = engine.waiting(dossier)
    assert waiting_at is not None
    task, item = waiting_at.task, waiting_at.item
    assert item is not None
    item.state, item.closed = "done", timezone.now()
    item.save()
    flow = engine.flow_of(dossier.kind)
    node = getattr(flow, step)
    task.status, task.finished = "DONE", timezone.now()
    task.save()
    found = type(task).objects.create(
        process=dossier.process, flow_task=node, flow_task_type=node.task_type
    )
    stages.arrive(dossier=dossier, step=get_step(dossier.kind, step), task=found)


TITLE = "TM. ĐOÀN CHỦ TỊCH\nCHỦ TỊCH"


def issued(house: House, dossiers: list[Dossier], **values: Any) -> AwardDecision:
    """The clerk issues them all today."""
    return issue_decision(
        **{
            "dossiers": dossiers,
            "signer": "Phạm Thị Phương",
            "signer_title": TITLE,
            "issued_on": timezone.localdate(),
            "user": house.cast.thu,
            **values,
        }
    )


def granted(house: House, *nominees: tuple[str, Recipient]) -> list[Award]:
    """Awards of one decision of today, in the order given."""
    decision = issued(house, waiting(house, nominees))
    return list(decision.awards.order_by("ordinal"))
