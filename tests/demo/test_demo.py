"""The demo is what people see first: it loads once, is rich, and agrees with itself."""

import io

import pytest
from django.core.management import call_command
from django.utils import timezone

from plans.enums import PLAN_STAGES
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Stage
from workflow_app.approvals.models import Dossier
from workflow_app.demo.management.commands.demo import SHOWN
from workflow_app.demo.people import PASSWORD
from workflow_app.organization.models import Unit

REAL_SHEETS = {
    "KH-2022-LH-DANANG": 6,
    "KH-2022-LH-THUATHIENHUE": 3,
    "KH-2023-VAN-PHONG": 10,
}


def demo() -> str:
    out = io.StringIO()
    call_command("demo", stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_the_demo_loads_once_with_plans_in_every_stage_and_agrees_with_itself() -> None:
    year = timezone.localdate().year + 1
    first = demo()
    assert PASSWORD in first
    for username, __ in SHOWN:
        assert username in first
        assert User.objects.get(username=username).check_password(PASSWORD)

    plans = Dossier.objects.filter(kind="plan", year=year)
    assert plans.count() == 107
    assert set(plans.values_list("stage", flat=True)) == set(PLAN_STAGES) - {Stage.CANCELLED}
    assert Dossier.objects.filter(kind="plan", year=year - 1, stage=Stage.ADOPTED).count() > 100
    read = Dossier.objects.in_bulk(REAL_SHEETS, field_name="code")
    assert {code: read[code].plan.activities.count() for code in read} == REAL_SHEETS
    assert {dossier.stage for dossier in read.values()} == {Stage.ADOPTED}

    proposals = Dossier.objects.filter(kind="personnel").order_by("stage")
    stages = list(proposals.values_list("stage", flat=True))
    assert stages == [Stage.STANDING_COMMITTEE, Stage.VETTING]

    before = Dossier.objects.count(), Unit.objects.count(), User.objects.count()
    assert "nothing was loaded" in demo()
    assert (Dossier.objects.count(), Unit.objects.count(), User.objects.count()) == before
    call_command("verify", stdout=io.StringIO())
