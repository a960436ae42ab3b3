"""The cases that are copied: plans of each sort on their way, a session, an addition."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from plans.models import Campaign, FocusArea, Plan
from plans.services.campaigns import create_plans
from workflow_app.approvals.enums import Outcome
from workflow_app.approvals.models import Dossier
from workflow_app.demo.clock import MORNING, Clock
from workflow_app.demo.people import slug
from workflow_app.demo.story import Cast, Story
from workflow_app.demo.years import prepare_campaign, reload, write_lines
from workflow_app.lib.text import search_text
from workflow_app.notifications.models import Notification
from workflow_app.organization.models import Cluster, Unit
from workflow_app.papers.models import NumberRegister

from .federation import Directory, Names, form_clusters, names_of
from .owners import rows_by_owner
from .tapes import Keys, Recorder, Row, Rows, Tape, on_the_days_of

YEAR = 2025
OPENS = dt.date(2024, 11, 11)
NUMBERS = {"member": 777, "head": 778, "outside": 779}
"""The numbers of the recorded decisions: no other figure of a case is the same."""
SERIES, SYMBOL = "QD-KH", "QĐ-ĐCT"
LINE = {
    "title": "Đón đoàn đại biểu nhân dân thăm hữu nghị",
    "kind": "incoming",
    "when_words": f"tháng 11/{YEAR}",
    "first_day": dt.date(YEAR, 11, 1),
    "last_day": dt.date(YEAR, 11, 30),
    "amount": 60_000_000,
    "funding_source": "Xã hội hóa",
}
OPENED = "campaign.opened"
Act = Callable[[Dossier], None]
REASON = "Đối tác thông báo lịch thăm sau khi kế hoạch được duyệt."


@dataclass(slots=True)
class Library:
    """The tapes by name. "member", "head" and "outside" say how the unit stands to a cluster.

    A plan waits "drafting", "signing", ... or is "issued"; the session is recorded apart, because
    fifty plans share one. An addition waits "signing", "appraising", "deciding" or is "rejected".
    """

    plans: dict[tuple[str, str], Tape] = field(default_factory=dict)
    additions: dict[str, Tape] = field(default_factory=dict)
    session: Tape = field(init=False)


def record_cases() -> Library:
    """Let the services walk every case once, read what they wrote, and take it all back."""
    with transaction.atomic(), override("vi"), on_the_days_of(OPENS) as clock:
        clock.moment = timezone.make_aware(dt.datetime.combine(OPENS, MORNING))
        recording = _Recording(clock)
        recording.walk_plans()
        recording.walk_addition()
        transaction.set_rollback(True)
    return recording.library


class _Recording:
    """A year in which the head and a member of one cluster, and a unit outside, write plans."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        formed = list(Cluster.objects.filter(year=YEAR).order_by("pk"))
        self.cluster = (formed or form_clusters([YEAR])[YEAR])[-1]
        self.directory = Directory()
        self.story = Story(Cast(), clock)
        self.library = Library()
        self.campaign = prepare_campaign(YEAR, OPENS)
        self.register = NumberRegister.objects.create(
            series=SERIES, year=YEAR, symbol=SYMBOL, last_number=NUMBERS["member"] - 1
        )
        self.members = list(
            Unit.objects.filter(memberships__cluster=self.cluster)
            .select_related("supervising_department")
            .order_by("memberships__pk")
        )
        self.authors = {
            "member": self.members[2],
            "head": self.members[0],
            "outside": Unit.objects.exclude(memberships__year=YEAR)
            .exclude(supervising_department=None)
            .select_related("supervising_department")
            .order_by("-pk")[0],
        }
        self.recorder = Recorder()
        self.recorder.start()
        clerk = self.story.cast("vanphong.vanthu")
        self.plans = {
            sort: create_plans(campaign=self.campaign, units=[author], user=clerk)[0]
            for sort, author in self.authors.items()
        }
        self.names = {sort: self._names(sort) for sort in self.authors}

    # --- Plans ------------------------------------------------------------------------------

    def walk_plans(self) -> None:
        """Keep each plan as it is at every step where it may wait."""
        write_lines(self.plans.values())
        self._keep("drafting")
        self._let(14, self.story.submit)
        self._keep("signing")
        self._let(18, self.story.sign)
        self._on(28)
        for plan in self._reviewed():
            self.story.opine(plan, leave_out=5)
        self._keep("consulting")
        for plan in self._reviewed():
            self.story.opine(plan)
        self._keep("endorsing")
        self._on(30)
        for plan in self._reviewed():
            self.story.answer(plan)
        self._on(32)
        for plan in self._reviewed():
            self.story.endorse(plan)
        self._keep("appraising_content")
        self._let(42, self.story.appraise_content)
        self._keep("appraising_form")
        self._let(49, self.story.appraise_form)
        self._keep("deciding")
        self._decide()
        self._keep("issuing")
        self._let(65, self.story.issue)
        self._keep("issued")

    def _on(self, days: int, time: dt.time = MORNING) -> None:
        self.clock.set(OPENS + dt.timedelta(days=days), time)

    def _let(self, days: int, act: Act) -> None:
        self._on(days)
        for sort in self.plans:
            act(reload([self.plans[sort]])[0])

    def _reviewed(self) -> Iterator[Dossier]:
        for sort in ("member", "head"):
            yield reload([self.plans[sort]])[0]

    def _decide(self) -> None:
        """The Presidium votes in one session; four members of five hand in."""
        story = self.story
        self._on(64, dt.time(14, 0))
        held_on = OPENS + dt.timedelta(days=64)
        plans = reload(self.plans.values())
        session = story.open_session("Hội nghị Đoàn Chủ tịch về kế hoạch", held_on, plans)
        members = story.cast.members()
        story.vote(session, members[: len(members) * 4 // 5], set())
        story.close(session)

    def _keep(self, stop: str) -> None:
        rows = rows_by_owner(self.recorder.rows(), self.plans.values())
        shared = rows.pop(None, {})
        for sort, plan in self.plans.items():
            rows[plan.pk][Notification] = [
                *self._told_of_opening(sort, shared),
                *rows[plan.pk].get(Notification, []),
            ]
        shared = _but_the_opening(shared)
        outer = self._tape("outside", shared, self._codes()) if shared else None
        if outer is not None:
            self.library.session = outer
        for sort, plan in self.plans.items():
            names = self._words(sort)
            if stop == "issued":
                names["case.number_json"] = f'"number":{NUMBERS[sort]}'
                names["case.notation"] = f"{NUMBERS[sort]}/{SYMBOL}"
            self.library.plans[sort, stop] = self._tape(sort, rows[plan.pk], names, outer)

    def _told_of_opening(self, sort: str, shared: Rows) -> list[Row]:
        """A campaign's opening is told to people of the unit, with a path that names no dossier."""
        names = self.names[sort][0]
        users = {names["author.drafter.user"], names["author.unit_head.user"]}
        told = shared.get(Notification, ())
        return [row for row in told if row["event"] == OPENED and row["user_id"] in users]

    def _codes(self) -> dict[str, str]:
        """The codes of the agenda as JSON lists them, as it is stored and as it is hashed."""
        codes = [plan.code for plan in reload(self.plans.values())]
        return {"case.codes": '", "'.join(codes), "case.codes_tight": '","'.join(codes)}

    # --- An addition ------------------------------------------------------------------------

    def walk_addition(self) -> None:
        """It is returned by the head, then by the appraiser, and rejected in the end."""
        story, author = self.story, self.authors["outside"]
        self._on(112)
        self.recorder.start()
        parent = reload([self.plans["outside"]])[0]
        addition = story.add_ad_hoc(parent, REASON, {**LINE, "lead": author.short_name})
        plan = Plan.objects.get(dossier=parent)
        self._keep_addition("signing", addition, plan)
        for days, step, outcome, who, why in self._errands(author):
            self._on(days)
            story.decide(addition, step, outcome, who, why)
            if step in KEPT_AFTER.get(days, {}):
                self._keep_addition(KEPT_AFTER[days][step], addition, plan)

    @staticmethod
    def _errands(author: Unit) -> list[tuple[int, str, Outcome, str, str]]:
        department = author.supervising_department
        assert department is not None  # noqa: S101 -- chosen so
        drafter, head = f"{slug(author)}.soanthao", f"{slug(author)}.truong"
        appraiser = f"{slug(department)}.thamdinh"
        return [
            (113, "sign", Outcome.RETURNED, head, "Đề nghị nêu rõ mục đích."),
            (114, "draft", Outcome.SUBMITTED, drafter, ""),
            (114, "sign", Outcome.SIGNED, head, ""),
            (119, "appraise", Outcome.RETURNED, appraiser, "Đề nghị bổ sung nguồn kinh phí."),
            (120, "draft", Outcome.SUBMITTED, drafter, ""),
            (121, "sign", Outcome.SIGNED, head, ""),
            (123, "appraise", Outcome.APPRAISED, appraiser, ""),
            (126, "decide", Outcome.REJECTED, "chutich", "Chưa cấp thiết."),
        ]

    def _keep_addition(self, stop: str, addition: Dossier, plan: Plan) -> None:
        rows = rows_by_owner(self.recorder.rows(), [addition])[addition.pk]
        words = self._words("outside") | {
            "case.title": addition.title,
            "case.worded.title": search_text(addition.title),
            "case.ordinal": "-BS01",
            "case.worded.ordinal": " bs01",
        }
        self.library.additions[stop] = self._tape(
            "outside", rows, words, keys={(Plan, plan.pk): "case.plan"}
        )

    # --- Names ------------------------------------------------------------------------------

    def _names(self, sort: str) -> tuple[Names, Keys]:
        cluster = None if sort == "outside" else self.cluster
        names, keys = names_of(self.directory, self.authors[sort], self.members, cluster)
        areas = FocusArea.objects.filter(campaign=self.campaign)
        keys |= {(FocusArea, area.pk): f"case.focus{area.order}" for area in areas}
        keys |= {(Campaign, self.campaign.pk): "case.campaign"}
        return names, keys | {(NumberRegister, self.register.pk): "case.register"}

    def _words(self, sort: str) -> dict[str, str]:
        names, __ = self.names[sort]
        words = {name: text for name, text in names.items() if isinstance(text, str)}
        return words | {"case.year": str(YEAR)}

    def _tape(
        self,
        sort: str,
        rows: Rows,
        words: dict[str, str],
        outer: Tape | None = None,
        keys: Keys | None = None,
    ) -> Tape:
        known = self.names[sort][1] | (keys or {})
        return Tape(rows=rows, keys=known, words=words, ended=self.clock.moment, outer=outer)


KEPT_AFTER = {
    114: {"sign": "appraising"},
    123: {"appraise": "deciding"},
    126: {"decide": "rejected"},
}
"""After which errand of which day an addition is kept, and where it then waits."""


def _but_the_opening(rows: Rows) -> Rows:
    told = [row for row in rows.get(Notification, ()) if row["event"] != OPENED]
    rest = {model: kept for model, kept in rows.items() if model is not Notification}
    return rest | ({Notification: told} if told else {})


def title_with_number(library: Library, number: int, year: int, short_name: str) -> str:
    """Return the title of a unit's addition, in the words of the recorded first one."""
    words = library.additions["rejected"].words
    title = words["case.title"].replace(words["author.short_name"], short_name)
    title = title.replace(words["case.year"], str(year))
    return re.sub(r"(?<!\d)1(?!\d)", str(number), title, count=1)
