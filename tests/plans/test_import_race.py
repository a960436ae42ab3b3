"""An import and a submission at the same moment: one comes wholly before the other."""

import io
import json

import pytest
from django.core.management import call_command

from plans.services.importing import commit_import
from tests.cast import build_cast
from tests.driver import plan_of
from tests.plans.sheets import DATA, handed_in
from workflow_app.approvals.enums import Outcome, Stage
from workflow_app.approvals.errors import ConflictError
from workflow_app.approvals.models import Revision


@pytest.mark.postgres
@pytest.mark.parametrize("attempt", range(3))
def test_an_import_and_a_submission_do_not_mix(run_together, attempt):
    cast = build_cast()
    driver = plan_of(cast)
    driver.add_line(cast.hoa, first_day="2027-09-01", last_day="2027-09-30")
    session = handed_in((DATA / "cluster3_joint_2022.xlsx").read_bytes(), driver.plan, cast.hoa)
    driver.plan.activities.update(first_day="2027-09-01", last_day="2027-09-30")
    imported, submitted = run_together(
        [
            lambda: commit_import(session=session, user=cast.hoa),
            lambda: driver.do(cast.hoa, "draft", Outcome.SUBMITTED),
        ]
    )
    lines = driver.plan.activities.count()
    if isinstance(imported, ConflictError):
        assert not isinstance(submitted, Exception)
        assert (driver.dossier.stage, lines) == (Stage.SIGNING, 1)
        frozen = json.loads(Revision.objects.get(dossier=driver.pk).content)
        assert len(frozen["activities"]) == 1
    else:
        # Its lines lie in 2022, outside of the plan's year, so that the submission then fails.
        assert isinstance(submitted, Exception)
        assert (driver.dossier.stage, lines) == (Stage.DRAFTING, 4)
        assert not Revision.objects.filter(dossier=driver.pk).exists()
    out = io.StringIO()
    call_command("verify", stdout=out)
