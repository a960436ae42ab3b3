"""Two years of campaigns: last year's plans are decided, this year's are on their way."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from plans.models import Activity, Campaign, CampaignDeadline, FocusArea, Plan
from plans.services.campaigns import close_campaign, open_campaign
from workflow_app.approvals.enums import Outcome, Stage
from workflow_app.approvals.models import Dossier
from workflow_app.organization.models import Body, Cluster, ClusterMembership, Unit

from .lines import lines_for
from .people import SHOWN_UNIT, slug
from .story import Story

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


def reload(dossiers: Iterable[Dossier]) -> list[Dossier]:
    """Read dossiers as they are now, by unit."""
    return list(
        Dossier.objects.filter(pk__in=[dossier.pk for dossier in dossiers])
        .select_related(
            "unit__supervising_department", "cluster__head_unit", "cluster__deputy_unit", "revision"
        )
        .order_by("unit__sort_key")
    )


def walk(story: Story, dossiers: Sequence[Dossier], opens: dt.date) -> None:
    """Let everybody do their part on their day, up to the Presidium."""
    for days, act in (
        (15, story.submit),
        (19, story.sign),
        (27, story.opine),
        (30, story.answer),
        (33, story.endorse),
        (41, story.appraise_content),
        (48, story.appraise_form),
    ):
        story.clock.set(opens + dt.timedelta(days=days))
        for dossier in reload(dossiers):
            if act in (story.opine, story.answer, story.endorse) and dossier.cluster_id is None:
                continue
            act(dossier)


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
    walk(story, dossiers, opens)
    held_on = dt.date(year, 1, 14)
    clock.set(held_on, dt.time(14, 0))
    session = story.open_session(
        f"Hội nghị Đoàn Chủ tịch tháng 1/{year}", held_on, reload(dossiers)
    )
    rejected = {dossier.pk for dossier in dossiers if dossier.unit.code == "HHN-PALESTINE"}
    story.vote(session, cast.members()[:121], rejected)
    story.close(session)
    clock.set(held_on + dt.timedelta(days=1))
    for dossier in reload(dossiers):
        if dossier.stage == Stage.ISSUING:
            story.issue(dossier)
    clock.set(dt.date(year, 2, 1))
    close_campaign(campaign=campaign, user=cast("vanphong.vanthu"))


def units_in_order() -> list[Unit]:
    """Return planning units in a mixed order, so that every stage has units of each kind."""
    units = list(Unit.objects.planning().order_by("kind", "sort_key"))
    return [unit for start in range(STRIDE) for unit in units[start::STRIDE]]


def ad_hoc_additions(story: Story, year: int, today: dt.date) -> None:
    """Two additions to the shown unit's adopted plan: one applied, one waiting for its signature."""
    plan = Dossier.objects.select_related("unit").get(code=f"KH-{year}-{SHOWN_UNIT}")
    unit = slug(plan.unit)
    line = {
        "title": "Đón đoàn thành phố kết nghĩa Kawasaki",
        "kind": "incoming",
        "when_words": f"tháng 11/{year}",
        "first_day": dt.date(year, 11, 1),
        "last_day": dt.date(year, 11, 30),
        "partner": "Nhật Bản",
        "lead": plan.unit.short_name,
        "amount": 60_000_000,
        "funding_source": "Xã hội hóa",
    }
    story.clock.set(today - dt.timedelta(days=30))
    first = story.add_ad_hoc(plan, "Đối tác thông báo lịch thăm sau khi kế hoạch được duyệt.", line)
    story.decide(first, "sign", Outcome.SIGNED, f"{unit}.truong")
    story.decide(first, "appraise", Outcome.APPRAISED, "ctdp.thamdinh")
    story.decide(first, "decide", Outcome.ADOPTED, "chutich")
    story.clock.set(today - dt.timedelta(days=27))
    line |= {
        "title": "Quyên góp ủng hộ nhân dân vùng bão lụt tại Lào",
        "kind": "aid",
        "when_words": f"tháng 12/{year}",
        "first_day": dt.date(year, 12, 1),
        "last_day": dt.date(year, 12, 31),
        "partner": "Lào",
        "amount": 150_000_000,
    }
    story.add_ad_hoc(plan, "Thiên tai đột xuất, đề nghị hỗ trợ khẩn cấp.", line)


STRIDE = 5
"""Shares no factor with the number of steps, so that every step has units of every kind."""

STEPS = (
    "submit",
    "sign",
    "opine",
    "answer",
    "endorse",
    "appraise_content",
    "appraise_form",
    "end",
)


def running_year(story: Story, year: int, today: dt.date) -> None:
    """The year being planned: units in every stage, some late, some returned."""
    clock, cast = story.clock, story.cast
    opens = today - dt.timedelta(days=20)
    clock.set(opens)
    campaign = prepare_campaign(year, opens)
    opened = reload(open_campaign(campaign=campaign, user=cast("vanphong.vanthu")))
    by_unit = {dossier.unit_id: dossier for dossier in opened}
    order = [by_unit[unit.pk] for unit in units_in_order()]
    drafting, empty = order[:18], order[18:28]
    write_lines([dossier for dossier in order if dossier not in empty])
    walking = [dossier for dossier in order if dossier not in drafting and dossier not in empty]
    stops = _stops(walking)
    for days_ago, group in _days(walking, stops):
        clock.set(today - dt.timedelta(days=days_ago))
        names = dict(group)
        for dossier in reload([dossier for dossier in walking if dossier.pk in names]):
            _go_on(story, dossier, names[dossier.pk], stops[dossier.pk])
    _sessions(story, today, reload(walking))


def _days(
    dossiers: Sequence[Dossier], stops: dict[int, str]
) -> Iterator[tuple[int, list[tuple[int, str]]]]:
    """Give each plan's steps their days: the last one yesterday or a little before, two days apart."""
    by_day: dict[int, list[tuple[int, str]]] = {}
    for number, dossier in enumerate(dossiers):
        last = STEPS.index(stops[dossier.pk])
        for index in range(min(last + 1, len(STEPS) - 1)):
            days_ago = 2 * (last - index) + 1 + number % 4
            by_day.setdefault(days_ago, []).append((dossier.pk, STEPS[index]))
    for days_ago in sorted(by_day, reverse=True):
        yield days_ago, by_day[days_ago]


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
    elif name == "sign" and dossier.pk % 3 == 0:
        story.send_back_and_resubmit(dossier)
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
    story.clock.set(today - dt.timedelta(days=1), dt.time(14, 0))
    first = story.open_session(
        "Lấy ý kiến Đoàn Chủ tịch về kế hoạch, đợt 1", today - dt.timedelta(days=1), done
    )
    story.vote(first, cast.members()[:110], {done[0].pk})
    story.close(first)
    issuing = [dossier for dossier in reload(done) if dossier.stage == Stage.ISSUING]
    for dossier in issuing[:1]:
        story.issue(dossier)
    story.clock.set(today - dt.timedelta(days=1), dt.time(16, 0))
    second = story.open_session("Hội nghị Đoàn Chủ tịch về kế hoạch, đợt 2", today, voting)
    story.vote(second, cast.members()[2:60], set())
    story.convene(
        "Hội nghị Đoàn Chủ tịch về kế hoạch, đợt 3", today + dt.timedelta(days=6), waiting[7:9]
    )
