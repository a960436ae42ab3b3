"""Every page a person uses, as the people who use it most, in a federation that was loaded."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode

from plans.models import Campaign
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Stage, WorkState
from workflow_app.approvals.models import Dossier, Opinion, WorkItem
from workflow_app.ballots.enums import SessionState
from workflow_app.ballots.models import Session
from workflow_app.organization.models import Cluster, Person
from workflow_app.papers.models import IssuedPaper

DRAFTER, HEAD = "danang.soanthao", "danang.truong"
APPRAISER, FORM, CLERK = "ctdp.thamdinh", "vanphong.thethuc", "vanphong.vanthu"
CHAIR, SECRETARY, MEMBER = "chutich", "thuky", "uyvien002"
INSPECTOR, ADMINISTRATOR = "kiemtra", "quantri"
TABS = ("content", "review", "decisions", "papers", "history")

NOT_WALKED = {
    "approvals:compare",  # of two revisions; one dossier, however many there are
    "approvals:file",
    "awards:batch",  # an act on many that is under way
    "awards:certificate",  # set by a child process
    "awards:certificates",
    "awards:issuing_result",  # a decision on many that is in hand
    "awards:nomination_paper",  # a file
    "awards:register_batch",  # one workbook that somebody sent
    "awards:revocation_edit",
    "awards:upward_answer",
    "awards:upward_edit",
    "awards:upward_send",
    "background:healthz",  # asks the worker, who is not here
    "background:job",
    "background:livez",
    "ballots:board_pack",  # papers of one session, set by a child process
    "ballots:counting_minutes",
    "ballots:drop_item",
    "ballots:minutes",
    "ballots:resolution",
    "notifications:open",
    "organization:admin:account_open",
    "organization:admin:delegation_revoke",
    "organization:admin:import_confirm",
    "organization:admin:mandate_end",
    "organization:admin:person_deactivate",
    "organization:admin:person_reactivate",
    "organization:admin:second_factor",
    "organization:revoke",
    "papers:docx",  # made of one paper's content
    "papers:pdf",
    "plans:campaign_file",
    "plans:echo",
    "plans:export_file",
    "plans:import_file",
    "plans:import_session",
    "plans:import_columns",
}
"""Pages of one row that the history of the others cannot slow down."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page as one person opens it."""

    route: str
    who: str
    path: str
    note: str = ""

    def __str__(self) -> str:
        return f"{self.route} as {self.who}{f' ({self.note})' if self.note else ''}"


class World:
    """What the addresses of the pages are made of: the same in a small history and a large one."""

    def __init__(self, year: int) -> None:
        self.year = year
        plans = Dossier.objects.filter(kind="plan")
        self.own = plans.get(year=year - 1, unit__code="LH-DANANG")
        self.consulting = plans.filter(year=year, stage=Stage.CONSULTING).order_by("pk").first()
        self.drafting = plans.filter(year=year, stage=Stage.DRAFTING).order_by("pk").first()
        self.issued = plans.filter(year=year, stage=Stage.ADOPTED).order_by("pk").first()
        self.appraising = (
            WorkItem.objects.filter(
                state=WorkState.OPEN, kind="amendment.appraise", desk__unit__code="BAN-CTDP"
            )
            .select_related("dossier")
            .order_by("pk")
            .first()
        ).dossier
        self.opinion = (
            Opinion.objects.filter(state="invited", round__dossier=self.consulting)
            .select_related("unit")
            .order_by("pk")
            .first()
        )
        presidium = Session.objects.filter(body__code="DCT").order_by("-pk")
        self.voting = presidium.get(state=SessionState.VOTING)
        self.closed = presidium.filter(
            state=SessionState.CLOSED, ballots__dossier__kind="plan"
        ).first()
        self.cluster = Cluster.objects.filter(year=year).order_by("pk").first()
        self.paper = IssuedPaper.objects.order_by("-pk").first()
        self.campaigns = Campaign.objects.aggregate(n=Count("pk"), last=Max("year"))

    def head_of(self, unit: Any) -> str:
        return User.objects.get(
            person__mandates__unit=unit, person__mandates__role="unit_head"
        ).username

    def drafter_of(self, unit: Any) -> str:
        return User.objects.get(
            person__mandates__unit=unit, person__mandates__role="drafter"
        ).username


def page(route: str, who: str, *args: Any, note: str = "", **query: Any) -> Page:
    path = reverse(route, args=args)
    return Page(route, who, f"{path}?{urlencode(query)}" if query else path, note)


def work(world: World) -> Iterator[Page]:
    everybody = (DRAFTER, HEAD, APPRAISER, FORM, CLERK, CHAIR, SECRETARY, MEMBER, INSPECTOR)
    for who in (*everybody, ADMINISTRATOR):
        yield page("approvals:worklist", who)
    work = "approvals:worklist"
    yield page(work, APPRAISER, note="one errand", kind="amendment.appraise")
    yield page(work, APPRAISER, note="searched", q="bo sung lan 1")
    yield page(work, APPRAISER, note="overdue", overdue="on")
    yield page(work, APPRAISER, note="taken", mine="on")
    yield page(work, APPRAISER, note="one unit", unit=world.appraising.unit_id)
    for who in (DRAFTER, HEAD):
        yield page("approvals:sent", who)
    yield page("approvals:sent", DRAFTER, note="searched", q="bo sung")
    yield page("approvals:sent", DRAFTER, note="last page", page="last")
    for who in (DRAFTER, HEAD, APPRAISER, FORM, CLERK, CHAIR, MEMBER):
        yield page("approvals:done", who)
    yield page(
        "approvals:done", APPRAISER, note="older", before=f"{world.year - 1}-06-01T00:00:00+00:00"
    )


def search(world: World) -> Iterator[Page]:
    for who in (DRAFTER, HEAD, APPRAISER, FORM, MEMBER, INSPECTOR):
        yield page("approvals:search", who, q="da nang")
    yield page("approvals:search", INSPECTOR, note="everything", q="ke hoach")
    yield page("approvals:search", INSPECTOR, note="a code", q=world.own.code)
    yield page("approvals:search", INSPECTOR, note="nothing", q="khong co gi ca")
    yield page("approvals:search", DRAFTER, note="nothing", q="khong co gi ca")


def dossiers(world: World) -> Iterator[Page]:
    seen_by = {
        world.own.code: (DRAFTER, HEAD, INSPECTOR, CLERK, MEMBER),
        world.consulting.code: (
            world.drafter_of(world.consulting.unit),
            world.head_of(world.opinion.unit),
            INSPECTOR,
        ),
        world.appraising.code: (APPRAISER, INSPECTOR),
    }
    for code, people in seen_by.items():
        for number, who in enumerate(people):
            yield page("approvals:dossier", who, code, note=code)
            if number == 0:
                for tab in TABS[1:]:
                    yield page("approvals:dossier", who, code, note=f"{code} {tab}", tab=tab)
    reviewer = world.head_of(world.opinion.unit)
    yield page("approvals:opinion", reviewer, world.consulting.code)


def plans(world: World) -> Iterator[Page]:
    year = world.year
    for who in (CLERK, INSPECTOR, HEAD, DRAFTER, APPRAISER, MEMBER):
        yield page("plans:campaigns", who)
        yield page("plans:campaign", who, year)
    yield page("plans:campaign", CLERK, year - 1, note="last year")
    yield page("plans:campaign", CLERK, year, note="searched", q="da nang")
    yield page("plans:campaign", CLERK, year, note="one stage", stage="consulting")
    yield page("plans:campaign", CLERK, year, note="late", late="on")
    yield page("plans:campaign_new", CLERK)
    yield page("plans:campaign_edit", CLERK, year)
    drafter, code = world.drafter_of(world.drafting.unit), world.drafting.code
    yield page("plans:edit", drafter, code)
    for route in ("margin", "copy", "line_new", "import", "template", "export"):
        yield page(f"plans:{route}", drafter, code)
    uid = world.drafting.plan.activities.order_by("pk").first().uid
    yield page("plans:line", drafter, code, uid)
    yield page("plans:edit", DRAFTER, world.own.code, note="read")
    yield page("plans:amend", DRAFTER, world.own.code)
    yield page("plans:export_year", CLERK, year)
    yield page("plans:export_cluster", HEAD, year, 1)


def sessions(world: World) -> Iterator[Page]:
    for who in (CHAIR, SECRETARY, MEMBER):
        yield page("ballots:sessions", who)
        yield page("ballots:session", who, world.voting.pk, note="open")
        yield page("ballots:session", who, world.closed.pk, note="closed")
    yield page("ballots:convene", SECRETARY)
    yield page("ballots:sheet", MEMBER, world.voting.pk)
    yield page("ballots:handed_in", CHAIR, world.voting.pk)
    yield page("ballots:result", MEMBER, world.closed.pk)
    yield page("ballots:screen", CHAIR, world.closed.pk)
    for part in ("attendance", "board", "interests"):
        yield page(f"ballots:{part}", SECRETARY, world.voting.pk)
    yield page("ballots:own_interests", MEMBER, world.voting.pk)
    yield page("ballots:pack", MEMBER, world.closed.pk)
    yield page("ballots:codes", MEMBER, world.closed.pk)


def papers(world: World) -> Iterator[Page]:
    for who in (CLERK, INSPECTOR):
        yield page("papers:register", who)
        yield page("papers:register", who, note="searched", q="lao")
        yield page("papers:register", who, note="second page", page=2)
    yield page("papers:paper", CLERK, world.paper.pk)
    yield page("papers:paper", MEMBER, world.paper.pk)


def organization(world: World) -> Iterator[Page]:
    for who in (DRAFTER, ADMINISTRATOR):
        yield page("organization:chart", who)
        yield page("organization:units", who)
        yield page("organization:units", who, note="searched", q="da nang")
        yield page("organization:unit", who, "LH-DANANG")
        yield page("organization:cluster", who, world.cluster.pk)
        yield page("organization:bodies", who)
        yield page("organization:body", who, "DCT")
        yield page("organization:delegations", HEAD)
    for who in (ADMINISTRATOR, INSPECTOR):
        for route in ("home", "people", "holders"):
            yield page(f"organization:admin:{route}", who)
    admin, person = ADMINISTRATOR, Person.objects.get(user__username=DRAFTER).pk
    yield page("organization:admin:people", admin, note="searched", q="nguyen")
    yield page("organization:admin:people", admin, note="third page", page=3)
    yield page("organization:admin:person", admin, person)
    yield page("organization:admin:person_edit", admin, person)
    for route in ("person_add", "appoint", "unit_add", "succession", "cluster_year", "handover"):
        yield page(f"organization:admin:{route}", admin)
    for route in ("import", "export"):
        yield page(f"organization:admin:{route}", admin)
    yield page("organization:admin:unit_edit", admin, "LH-DANANG")
    for route in ("cluster_heads", "cluster_members"):
        yield page(f"organization:admin:{route}", admin, world.cluster.pk)


def others(world: World) -> Iterator[Page]:
    for who in (DRAFTER, APPRAISER, MEMBER):
        yield page("notifications:list", who)
        yield page("notifications:list", who, note="unread", unread=1)
        yield page("notifications:list", who, note="third page", page=3)
    yield page("accounts:settings", DRAFTER)
    yield page("rulebook:list", ADMINISTRATOR)
    yield page("rulebook:rule", ADMINISTRATOR, "ballot.quorum")
    yield page("rulebook:calendar:days", ADMINISTRATOR)


PLANNING = (work, search, dossiers, plans, sessions, papers, organization, others)
"""The pages of plans, and of everything that they share with the other features."""


class Visitor:
    """Opens pages, signed in once for each person."""

    def __init__(self) -> None:
        self._clients: dict[str, Client] = {}

    def client(self, who: str) -> Client:
        if who not in self._clients:
            self._clients[who] = Client()
            self._clients[who].force_login(User.objects.get(username=who))
        return self._clients[who]

    def open(self, page: Page) -> Any:
        response = self.client(page.who).get(page.path)
        if response.streaming:
            for __ in response.streaming_content:
                pass
        return response
