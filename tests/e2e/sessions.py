"""What the secretary does at a browser before anybody votes: convenes, chooses who counts."""

import datetime as dt
from collections.abc import Sequence

from django.utils import timezone

from tests.e2e.people import People, vi
from workflow_app.accounts.models import User
from workflow_app.ballots.models import Session
from workflow_app.organization.models import Body


def convene(
    people: People,
    mode: str,
    title: str = "Hội nghị Đoàn Chủ tịch",
    body: Body | None = None,
    by: str = "son",
) -> Session:
    """Sơn puts everything that waits for the body on one agenda and calls the members.

    Without a body it is the one that the page offers first; `by` keeps the minutes of another one.
    """
    son = people(by)
    son.open(f"/sessions/convene/?body={body.pk}" if body else "/sessions/convene/")
    son.page.fill("[name=title]", title)
    son.page.fill("[name=held_on]", f"{timezone.localdate():%d/%m/%Y}")
    son.page.locator(f"[name=mode][value={mode}]").check(force=True)
    if mode == "written":
        son.page.fill("[name=due_on]", f"{timezone.localdate() + dt.timedelta(days=3):%d/%m/%Y}")
    else:
        son.page.fill("[name=begins]", "8h30")
        son.page.fill("[name=place]", "105A Quán Thánh")
    for box in son.page.locator("input[type=checkbox][name=dossiers]").all():
        box.check(force=True)
    son.press("Convene the session")
    son.page.wait_for_url("**/sessions/*/")
    son.press("Call the members")
    son.sees(vi("The members are convened. Each has got a notice that leads to the papers."))
    return Session.objects.get(title=title)


def choose_the_board(
    people: People,
    session: Session,
    names: Sequence[str] = ("an", "binh", "cuong"),
    by: str = "son",
) -> None:
    """Sơn notes who counts; the first of them heads the board."""
    son = people(by)
    son.open(f"{session.get_absolute_url()}board/")
    for place, name in enumerate(names, start=1):
        person = User.objects.get(username=name).person
        son.page.select_option(f"[name=person{place}]", str(person.pk))
    son.press("Note the counting board")
    son.sees(vi("The counting board is noted."))
