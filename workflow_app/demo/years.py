"""Two years of campaigns: last year's plans are decided, this year's are on their way."""

import datetime as dt
from collections.abc import Iterable, Sequence

from plans.models import Activity, Campaign, CampaignDeadline, FocusArea, Plan
from plans.services.campaigns import open_campaign
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Outcome, Stage, Stance
from workflow_app.approvals.models import Dossier, Opinion
from workflow_app.approvals.services.comments import answer_comment
from workflow_app.approvals.services.consultations import give_opinion
from workflow_app.approvals.services.decisions import decide
from workflow_app.ballots.enums import Choice, SessionMode
from workflow_app.ballots.models import Session
from workflow_app.ballots.services.resumption import resume_session
from workflow_app.ballots.services.sessions import convene
from workflow_app.ballots.services.voting import ballots_of, close_vote, hand_in, open_vote
from workflow_app.organization.models import Body, Cluster, ClusterMembership, Unit

from .clock import Clock
from .lines import lines_for
from .people import slug

FOCUS = (
    ("FRIEND", "Hòa bình, đoàn kết, hữu nghị", "Peace, solidarity and friendship"),
    ("MULTI", "Cơ chế đa phương", "Multilateral mechanisms"),
    ("FNGO", "Phi chính phủ nước ngoài", "Foreign NGO co-operation and aid"),
    ("INFO", "Thông tin đối ngoại", "External information"),
    ("RESEARCH", "Nghiên cứu, tham mưu", "Research and advice"),
    ("TRAIN", "Đào tạo, bồi dưỡng cán bộ", "Training of staff"),
    ("ORG", "Củng cố tổ chức", "Strengthening the member system"),
)
GUIDANCE = (
    "Các đơn vị xây dựng kế hoạch bám sát trọng tâm công tác năm {year}; nêu rõ thời gian, đơn vị "
    "chủ trì, kinh phí và nguồn kinh phí. Hội nghị, hội thảo quốc tế phải xin phép theo Quyết định "
    "06/2020/QĐ-TTg."
)


class Cast:
    """Accounts by name, read once."""

    def __init__(self) -> None:
        self._users = {user.username: user for user in User.objects.all()}

    def __call__(self, username: str) -> User:
        return self._users[username]

    def members(self) -> list[User]:
        """The Presidium, chair first."""
        return [self._users["chutich"]] + [
            user for name, user in sorted(self._users.items()) if name.startswith("uyvien")
        ]


def copy_clusters(from_year: int, to_year: int) -> None:
    """Form the same clusters in another year; a cluster without a head is led by its first unit."""
    for cluster in Cluster.objects.filter(year=from_year).prefetch_related("memberships"):
        members = [membership.unit_id for membership in cluster.memberships.all()]
        copy, created = Cluster.objects.get_or_create(
            year=to_year,
            kind=cluster.kind,
            number=cluster.number,
            defaults={
                "name": cluster.name,
                "head_unit_id": cluster.head_unit_id or members[0],
                "deputy_unit_id": cluster.deputy_unit_id or members[1],
            },
        )
        if created:
            ClusterMembership.objects.bulk_create(
                ClusterMembership(cluster=copy, unit_id=unit, year=to_year) for unit in members
            )


def prepare_campaign(year: int, opens: dt.date) -> Campaign:
    """Create a year's campaign with guidance, focus areas and deadlines."""
    campaign = Campaign.objects.create(
        year=year,
        title=f"Kế hoạch công tác năm {year}",
        guidance=GUIDANCE.format(year=year),
        body=Body.objects.get(code="DCT"),
    )
    FocusArea.objects.bulk_create(
        FocusArea(campaign=campaign, order=order, code=code, name=name, name_en=english)
        for order, (code, name, english) in enumerate(FOCUS, start=1)
    )
    CampaignDeadline.objects.bulk_create(
        CampaignDeadline(campaign=campaign, stage=stage, due=opens + dt.timedelta(days=days))
        for stage, days in (
            (Stage.DRAFTING, 25),
            (Stage.CONSULTING, 40),
            (Stage.APPRAISING_FORM, 60),
            (Stage.DECIDING, 80),
        )
    )
    return campaign


def write_lines(dossiers: Iterable[Dossier]) -> None:
    """Fill drafts with lines, all in bulk."""
    plans = Plan.objects.select_related("dossier__unit", "campaign").filter(dossier__in=dossiers)
    rows = []
    for plan in plans:
        areas = {area.name: area for area in plan.campaign.focus_areas.all()}
        for order, line in enumerate(lines_for(plan.dossier.unit, plan.campaign.year), start=1):
            rows.append(
                Activity(
                    plan=plan,
                    order=order,
                    lead_unit=plan.dossier.unit,
                    focus_area=areas.get(line["focus_words"]),
                    **line,
                )
            )
        plan.objectives = (
            "Củng cố, mở rộng quan hệ đối tác; nâng cao hiệu quả đối ngoại nhân dân; "
            "thực hiện có kết quả các trọng tâm công tác của Liên hiệp."
        )
    Activity.objects.bulk_create(rows)
    Plan.objects.bulk_update(plans, ["objectives"])


class Story:
    """Lets people do their part, plan by plan."""

    def __init__(self, cast: Cast, clock: Clock) -> None:
        self.cast = cast
        self.clock = clock

    def decide(self, dossier: Dossier, step: str, outcome: Outcome, who: str, reason: str = "") -> None:
        """One act of one person."""
        data = {
            "signer": str(self.cast("chutich")),
            "signer_title": "TM. ĐOÀN CHỦ TỊCH\nCHỦ TỊCH",
        }
        decide(
            dossier=dossier,
            step=step,
            outcome=outcome,
            user=self.cast(who),
            reason=reason,
            data=data,
        )

    def submit(self, dossier: Dossier) -> None:
        """The drafter submits."""
        self.decide(dossier, "draft", Outcome.SUBMITTED, f"{slug(dossier.unit)}.soanthao")

    def sign(self, dossier: Dossier) -> None:
        """The head signs."""
        self.decide(dossier, "sign", Outcome.SIGNED, f"{slug(dossier.unit)}.truong")

    def opine(self, dossier: Dossier, *, leave_out: int = 0, object_one: bool = False) -> None:
        """The other units answer; some may be left out, one may object."""
        opinions = list(
            Opinion.objects.filter(round__dossier=dossier, round__state="open").select_related("unit")
        )
        for number, opinion in enumerate(opinions[: len(opinions) - leave_out]):
            stance, text = Stance.AGREE, ""
            if number == 0 and object_one:
                stance = Stance.OBJECT
                text = "Thời gian tổ chức trùng với hoạt động chung của Cụm, đề nghị điều chỉnh."
            elif number % 5 == 1:
                stance = Stance.AGREE_WITH_COMMENTS
                text = "Đề nghị mời các đơn vị trong Cụm cùng tham gia."
            give_opinion(
                opinion_id=opinion.pk,
                user=self.cast(f"{slug(opinion.unit)}.truong"),
                stance=stance,
                text=text,
            )

    def answer(self, dossier: Dossier) -> None:
        """The drafter answers every comment."""
        for comment in dossier.comments.filter(answer=""):
            answer_comment(
                comment_id=comment.pk,
                user=self.cast(f"{slug(dossier.unit)}.soanthao"),
                answer="accepted",
            )

    def endorse(self, dossier: Dossier) -> None:
        """The head of the cluster signs, or the deputy for the head's own plan."""
        cluster = dossier.cluster
        if cluster is None:
            return
        own = cluster.head_unit_id == dossier.unit_id
        unit = cluster.deputy_unit if own else cluster.head_unit
        if unit is not None:
            self.decide(dossier, "endorse", Outcome.ENDORSED, f"{slug(unit)}.truong")

    def appraise_content(self, dossier: Dossier) -> None:
        """The supervising department appraises."""
        department = dossier.unit.supervising_department
        if department is not None:
            self.decide(
                dossier, "appraise_content", Outcome.APPRAISED, f"{slug(department)}.thamdinh"
            )

    def appraise_form(self, dossier: Dossier) -> None:
        """The office appraises the form."""
        self.decide(dossier, "appraise_form", Outcome.APPRAISED, "vanphong.thethuc")

    def issue(self, dossier: Dossier) -> None:
        """The clerk numbers the decision."""
        self.decide(dossier, "issue", Outcome.ISSUED, "vanphong.vanthu")

    def session(self, title: str, held_on: dt.date, dossiers: Sequence[Dossier]) -> Session:
        """The secretary convenes the Presidium."""
        return convene(
            body=Body.objects.get(code="DCT"),
            title=title,
            held_on=held_on,
            mode=SessionMode.HYBRID,
            place="105A Quán Thánh, Ba Đình, Hà Nội",
            dossiers=dossiers,
            user=self.cast("thuky"),
        )

    def vote(self, session: Session, voters: Sequence[User], against: set[int]) -> None:
        """These members hand in their sheets; dossiers named in `against` find no majority."""
        entries = {entry.user_id: entry for entry in session.roll.all()}
        for number, voter in enumerate(voters):
            entry = entries[voter.pk]
            choices = {}
            for ballot in ballots_of(session, entry):
                choice = Choice.NO if ballot.dossier_id in against else Choice.YES
                choices[ballot.pk] = Choice.ABSTAIN if number % 17 == 16 else choice
            hand_in(session=session, user=voter, choices=choices)

    def close(self, session: Session) -> None:
        """The chair closes; the decided plans go on."""
        close_vote(session=session, user=self.cast("chutich"))
        resume_session(session.pk)


def reload(dossiers: Iterable[Dossier]) -> list[Dossier]:
    """Read dossiers as they are now, by unit."""
    return list(
        Dossier.objects.filter(pk__in=[dossier.pk for dossier in dossiers])
        .select_related(
            "unit__supervising_department", "cluster__head_unit", "cluster__deputy_unit", "revision"
        )
        .order_by("unit__sort_key")
    )


def past_year(story: Story, year: int) -> None:
    """A year that is over: nearly everything adopted, one rejected, two never handed in."""
    clock, cast = story.clock, story.cast
    opens = dt.date(year - 1, 11, 10)
    clock.set(opens)
    campaign = prepare_campaign(year, opens)
    dossiers = open_campaign(campaign=campaign, user=cast("vanphong.vanthu"))
    late = {"HHN-CHILE", "HHN-MONGCO"}
    dossiers = [dossier for dossier in reload(dossiers) if dossier.unit.code not in late]
    write_lines(dossiers)
    for days, act in (
        (15, story.submit),
        (19, story.sign),
        (27, story.opine),
        (30, story.answer),
        (33, story.endorse),
        (41, story.appraise_content),
        (48, story.appraise_form),
    ):
        clock.set(opens + dt.timedelta(days=days))
        for dossier in dossiers:
            if act in (story.opine, story.answer, story.endorse) and dossier.cluster_id is None:
                continue
            act(dossier)
    held_on = dt.date(year, 1, 14)
    clock.set(held_on, dt.time(14, 0))
    session = story.session(f"Hội nghị Đoàn Chủ tịch tháng 1/{year}", held_on, reload(dossiers))
    session = open_vote(session=session, user=cast("chutich"))
    rejected = {dossier.pk for dossier in dossiers if dossier.unit.code == "HHN-PALESTINE"}
    story.vote(session, cast.members()[:121], rejected)
    story.close(session)
    clock.set(held_on + dt.timedelta(days=1))
    for dossier in reload(dossiers):
        if dossier.stage == Stage.ISSUING:
            story.issue(dossier)


def units_in_order() -> list[Unit]:
    """Return planning units in a mixed order, so that every stage has units of each kind."""
    units = list(Unit.objects.planning().order_by("kind", "sort_key"))
    return [unit for start in range(7) for unit in units[start::7]]


def running_year(story: Story, year: int, today: dt.date) -> None:
    """The year being planned: units in every stage, some late, some returned."""
    clock, cast = story.clock, story.cast
    opens = today - dt.timedelta(days=35)
    clock.set(opens)
    campaign = prepare_campaign(year, opens)
    opened = reload(open_campaign(campaign=campaign, user=cast("vanphong.vanthu")))
    by_unit = {dossier.unit_id: dossier for dossier in opened}
    order = [by_unit[unit.pk] for unit in units_in_order()]
    drafting, empty = order[:18], order[18:28]
    write_lines([dossier for dossier in order if dossier not in empty])
    walking = [dossier for dossier in order if dossier not in drafting and dossier not in empty]
    stops = _stops(walking)
    for days, name in (
        (20, "submit"),
        (16, "sign"),
        (12, "opine"),
        (10, "answer"),
        (9, "endorse"),
        (7, "appraise_content"),
        (4, "appraise_form"),
    ):
        clock.set(today - dt.timedelta(days=days))
        for dossier in reload(walking):
            _go_on(story, dossier, name, stops[dossier.pk])
    _sessions(story, today, reload(walking))


STEPS = ("submit", "sign", "opine", "answer", "endorse", "appraise_content", "appraise_form", "end")


def _stops(dossiers: Sequence[Dossier]) -> dict[int, str]:
    """Say at which step each plan still waits today."""
    return {
        dossier.pk: STEPS[1 + number % (len(STEPS) - 1)] for number, dossier in enumerate(dossiers)
    }


def _go_on(story: Story, dossier: Dossier, name: str, stop: str) -> None:
    if STEPS.index(name) > STEPS.index(stop):
        return
    clustered = dossier.cluster_id is not None
    if name in {"opine", "answer", "endorse"} and not clustered:
        return
    if name == stop:
        _stop_here(story, dossier, name)
        return
    if name == "opine":
        story.opine(dossier)
    else:
        getattr(story, name)(dossier)


def _stop_here(story: Story, dossier: Dossier, name: str) -> None:
    """What makes a waiting plan look alive: half of the opinions, an objection, a return."""
    if name == "opine":
        story.opine(dossier, leave_out=4)
    elif name == "answer":
        return
    elif name == "appraise_content" and dossier.pk % 3 == 0 and dossier.unit.supervising_department:
        story.decide(
            dossier,
            "appraise_content",
            Outcome.RETURNED,
            f"{slug(dossier.unit.supervising_department)}.thamdinh",
            "Đề nghị bổ sung kết quả dự kiến và nguồn kinh phí cho các hoạt động quý III.",
        )


def _sessions(story: Story, today: dt.date, dossiers: Sequence[Dossier]) -> None:
    """One session whose vote is open now, one decided last week, the rest waits."""
    waiting = [dossier for dossier in dossiers if dossier.stage == Stage.DECIDING]
    cast = story.cast
    done, voting = waiting[:4], waiting[4:7]
    story.clock.set(today - dt.timedelta(days=3), dt.time(14, 0))
    first = story.session(
        "Lấy ý kiến Đoàn Chủ tịch về kế hoạch, đợt 1", today - dt.timedelta(days=3), done
    )
    first = open_vote(session=first, user=cast("chutich"))
    story.vote(first, cast.members()[:110], {done[0].pk})
    story.close(first)
    issuing = [dossier for dossier in reload(done) if dossier.stage == Stage.ISSUING]
    for dossier in issuing[:1]:
        story.issue(dossier)
    story.clock.set(today - dt.timedelta(days=1), dt.time(9, 0))
    second = story.session("Hội nghị Đoàn Chủ tịch về kế hoạch, đợt 2", today, voting)
    second = open_vote(session=second, user=cast("chutich"))
    story.vote(second, cast.members()[2:60], set())
