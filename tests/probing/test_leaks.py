"""Nobody notices what is hidden from them; and if somebody did, the probe would say so."""

from dataclasses import replace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tests.ballots.agenda import waiting
from tests.cast import Cast
from tests.personnel.cast import staff_of
from tests.probing.mutants import LIST, PLACES
from workflow_app.accounts.models import User
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.visibility import DossierQuerySet
from workflow_app.audit.models import AuditEntry
from workflow_app.audit.services import record
from workflow_app.ballots.enums import Choice
from workflow_app.ballots.models import Session
from workflow_app.ballots.selectors.console import Progress
from workflow_app.ballots.views import page
from workflow_app.notifications.models import Notification
from workflow_app.organization.models import Person
from workflow_app.probing import planting, probes
from workflow_app.probing.planting import NAME, REASON
from workflow_app.probing.probes import Reach, probe_proposals, probe_secret_vote

pytestmark = pytest.mark.django_db
NOWHERE = Reach(most=0)
NEAR = Reach(most=9, everywhere=False, also=("/", "/notifications/"))
"""The first page with its counters, the notices, and the pages that tell of a count."""
FAR = Reach(most=90)
"""All pages that need no object, and what they lead to first."""


def test_a_proposal_changes_nothing_for_those_who_may_not_know(cast: Cast) -> None:
    """Neither for a stranger, nor for whom it names: one without a duty, one who would decide."""
    staff_of(cast)
    report = probe_proposals([cast.tuan], steps=(6,), reach=FAR)
    assert [str(leak) for leak in report.leaks] == []
    assert report.planted == [
        "a proposal after draft, sign, vet, standing_committee, presidium, issue"
    ]
    assert report.walks == 2 * 4  # with somebody who is not signed in


def test_a_leak_is_found_in_every_kind_of_answer(cast: Cast, settings: Any) -> None:
    """One walk through a house that leaks everywhere: each leak is reported at its own place."""
    staff_of(cast)
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.probing.mutants.Leaky"]
    reach = Reach(most=54, everywhere=False, also=PLACES)
    report = probe_proposals([], steps=(1,), reach=reach)
    found = {leak.where for leak in report.leaks if leak.who == "tham-do"}
    code = next(where.split("/")[2] for where in found if where.startswith("/dossiers/"))
    assert found == {
        *PLACES,
        f"{LIST}?sort=name",
        f"{LIST}?page=2 (part)",
        f"/dossiers/{code}/compare/",
        f"/dossiers/{code}/comments/ (form)",
    } - {LIST}


def test_a_list_that_shows_what_it_should_not_is_found(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The house with one rule taken away: the probe must say where it shows."""
    staff_of(cast)
    monkeypatch.setattr(DossierQuerySet, "visible_to", lambda self, _user: self)
    reach = Reach(most=5, everywhere=False)
    report = probe_proposals([cast.vy], steps=(1,), reach=reach)
    places = {leak.where for leak in report.leaks if leak.who == "vy"}
    assert any(place.startswith("/dossiers/NS-") for place in places)


def notice(user: User, subject: str, body: str = "") -> None:
    Notification.objects.create(user=user, event="work.arrived", subject=subject, body=body)


def task(**stored: Any) -> None:
    DBTaskResult.objects.create(
        task_path="x", run_after=timezone.now(), backend_name="default", **stored
    )


@pytest.mark.parametrize(
    ("place", "leave"),
    (
        ("notices", lambda cast: notice(cast.vy, "Hồ sơ mới", f"Về {NAME}")),
        ("the mail", lambda cast: notice(cast.hoa, f"Về {NAME}")),
        (
            "the log",
            lambda cast: record(action="dossier.opened", actor=cast.hoa, data={"why": REASON}),
        ),
        ("the queue", lambda _: task(args_kwargs={"args": [NAME], "kwargs": {}})),
        ("the queue", lambda _: task(args_kwargs={}, traceback=f"ValueError: {REASON}")),
    ),
)
def test_what_no_page_shows_is_found_where_it_was_left(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, place: str, leave: Any
) -> None:
    staff_of(cast)
    plant = planting.plant_proposal

    def plant_and_leave(**given: Any) -> planting.Planted:
        planted = plant(**given)
        leave(cast)
        return planted

    monkeypatch.setattr(probes.planting, "plant_proposal", plant_and_leave)
    report = probe_proposals([cast.vy], steps=(0,), reach=NOWHERE)
    assert len(report.leaks) == 1
    assert place in str(report.leaks[0]) or report.leaks[0].where == place


def test_how_the_members_voted_in_secret_shows_nowhere(cast: Cast) -> None:
    waiting(cast)
    report = probe_secret_vote([cast.phuong, cast.son, cast.an], reach=NEAR)
    assert [str(leak) for leak in report.leaks] == []
    assert report.planted == [
        "one sheet of 4 on Phiên thăm dò",
        "a secret vote of 4 on Phiên thăm dò",
    ]


def test_a_console_that_says_whose_secret_sheet_is_in_is_found(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The chair's console treats the secret ballot as an open one: it names who is awaited."""
    waiting(cast)
    progress_of = page.progress_of

    def naming(session: Session) -> Progress:
        progress = progress_of(session)
        awaited = session.roll.filter(channel="").values_list("person__full_name", flat=True)
        return replace(progress, is_secret=False, missing=list(awaited))

    monkeypatch.setattr(page, "progress_of", naming)
    report = probe_secret_vote([cast.phuong], reach=Reach(most=1, everywhere=False))
    assert {leak.who for leak in report.leaks} == {"phuong (one sheet in)"}
    assert all(leak.where.startswith("/sessions/") for leak in report.leaks)


def test_a_notice_that_says_how_somebody_voted_in_secret_is_found(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting(cast)
    vote = planting.hand_in

    def telling(*, user: User, choices: dict[int, Choice], **given: Any) -> None:
        vote(user=user, choices=choices, **given)
        said = ", ".join(choices.values())
        Notification.objects.create(
            user=cast.phuong, event="vote.opened", subject=f"{user}: {said}", path="/"
        )

    monkeypatch.setattr(planting, "hand_in", telling)
    reach = Reach(most=1, everywhere=False, also=("/notifications/",))
    report = probe_secret_vote([cast.phuong], reach=reach)
    found = {(leak.who.split()[0], leak.where) for leak in report.leaks}
    assert ("phuong", "/notifications/") in found


def test_the_probe_leaves_nothing_behind(cast: Cast) -> None:
    staff_of(cast)
    before = (Dossier.objects.count(), AuditEntry.objects.count(), Session.objects.count())
    probe_proposals([], steps=(1,), reach=NOWHERE)
    after = (Dossier.objects.count(), AuditEntry.objects.count(), Session.objects.count())
    assert after == before
    assert not Person.objects.filter(full_name=NAME).exists()
    assert not User.objects.filter(full_name=NAME).exists()


def test_the_command_fails_loudly_on_a_leak(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    staff_of(cast)
    monkeypatch.setattr(DossierQuerySet, "visible_to", lambda self, _user: self)
    with pytest.raises(CommandError) as failure:
        call_command("probe_access", "--as", "vy", "--pages", "1")
    assert failure.value.returncode == 1
    assert "LEAK" in capsys.readouterr().out


def test_the_command_walks_as_nobody_it_does_not_know(cast: Cast) -> None:
    with pytest.raises(CommandError, match="vyy"):
        call_command("probe_access", "--as", "vyy")
