"""Nobody notices what is hidden from them; and if somebody did, the probe would say so."""

import pytest
from django.core.management import CommandError, call_command

from tests.ballots.agenda import waiting
from tests.cast import Cast
from tests.personnel.cast import staff_of
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.visibility import DossierQuerySet
from workflow_app.audit.models import AuditEntry
from workflow_app.ballots.models import Session
from workflow_app.organization.models import Person
from workflow_app.probing.planting import NAME
from workflow_app.probing.probes import Reach, probe_proposals, probe_secret_vote

pytestmark = pytest.mark.django_db
NEAR = Reach(most=12, everywhere=False)
FAR = Reach(most=75)
"""All pages that need no object, and what they lead to first."""


def test_a_proposal_changes_nothing_for_those_who_may_not_know(cast: Cast) -> None:
    staff_of(cast)
    report = probe_proposals([cast.tuan], steps=(2,), reach=FAR)
    assert [str(leak) for leak in report.leaks] == []
    assert report.planted == ["a proposal after draft, sign"]
    assert report.walks == 2 * 2  # he, and somebody who is not signed in


def test_a_list_that_shows_what_it_should_not_is_found(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The house with one rule taken away: the probe must say where it shows."""
    staff_of(cast)
    monkeypatch.setattr(DossierQuerySet, "visible_to", lambda self, _user: self)
    report = probe_proposals([cast.vy], steps=(1,), reach=NEAR)
    places = {leak.where for leak in report.leaks}
    assert any(place.startswith("/dossiers/NS-") for place in places)


def test_how_the_members_voted_in_secret_shows_nowhere(cast: Cast) -> None:
    waiting(cast)
    report = probe_secret_vote([cast.phuong, cast.son, cast.an], reach=NEAR)
    assert [str(leak) for leak in report.leaks] == []
    assert report.planted == ["a secret vote of 4 on Phiên thăm dò"]


def test_the_probe_leaves_nothing_behind(cast: Cast) -> None:
    staff_of(cast)
    before = (Dossier.objects.count(), AuditEntry.objects.count(), Session.objects.count())
    probe_proposals([], steps=(1,), reach=NEAR)
    after = (Dossier.objects.count(), AuditEntry.objects.count(), Session.objects.count())
    assert after == before
    assert not Person.objects.filter(full_name=NAME).exists()


def test_the_command_fails_loudly_on_a_leak(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    staff_of(cast)
    monkeypatch.setattr(DossierQuerySet, "visible_to", lambda self, _user: self)
    with pytest.raises(CommandError) as failure:
        call_command("probe_access", each=1, pages=2)
    assert failure.value.returncode == 1
    assert "LEAK" in capsys.readouterr().out
