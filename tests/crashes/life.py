"""A plan's life in single steps, each of which the power may cut off anywhere.

A step is prepared first (somebody opens the page), then done (somebody presses the button): only
the doing is cut off. `after` names the step whose outcome it begins from.
"""

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from plans.models import Campaign
from plans.services.amendments import open_amendment
from plans.services.campaigns import open_own_plan
from plans.services.cells import Edit, save_cells
from plans.services.editing import save_activity
from plans.services.importing import commit_import, confirm_columns, read_session, start_import
from plans.tasks import start_opening
from tests.cast import YEAR, Cast, build_cast
from tests.driver import A_LINE, FlowDriver
from tests.plans.sheets import HEADER, book
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Answer, Outcome, RoundState, Stance
from workflow_app.approvals.models import Comment, ConsultationRound, Dossier, Opinion, WorkItem
from workflow_app.approvals.services.attachments import attach_file
from workflow_app.approvals.services.comments import answer_comment
from workflow_app.approvals.services.consultations import close_round, give_opinion
from workflow_app.approvals.services.decisions import decide, withdraw
from workflow_app.approvals.sweeps import close_due_rounds, remind
from workflow_app.background.engine import run_everything_ready
from workflow_app.ballots.enums import Choice, SessionMode
from workflow_app.ballots.models import Option, Session
from workflow_app.ballots.services.closing import close_vote
from workflow_app.ballots.services.resumption import resume_unfinished
from workflow_app.ballots.services.rounds import open_vote
from workflow_app.ballots.services.sessions import convene
from workflow_app.ballots.services.voting import hand_in
from workflow_app.notifications.events import EmailChoice
from workflow_app.notifications.models import EmailPreference
from workflow_app.organization.models import Body, Cluster, Person, Unit
from workflow_app.sheets.models import ImportSession
from workflow_app.sheets.sessions import read_upload

Deed = Callable[[], object]


class World:
    """Everybody and everything, read anew by every process."""

    def __init__(self) -> None:
        self.cast = Cast(
            users={user.username: user for user in User.objects.all()},
            people={
                person.user.username: person for person in Person.objects.select_related("user")
            },
            units={unit.code: unit for unit in Unit.objects.all()},
            presidium=Body.objects.get(code="DCT"),
            cluster=Cluster.objects.get(number=3),
        )

    def driver(self, unit: str = "LH-DANANG", kind: str = "plan") -> FlowDriver:
        return FlowDriver(
            self.cast, Dossier.objects.get(kind=kind, unit=self.cast.unit(unit), year=YEAR)
        )

    def deciding(self, name: str, step: str, outcome: Outcome, **more: Any) -> Deed:
        """Return the press of a button on the page of Đà Nẵng's plan, or of another dossier."""
        place = {key: more.pop(key) for key in ("unit", "kind") if key in more}
        dossier = self.driver(**place).dossier
        user = self.cast.users[name]
        return partial(decide, dossier=dossier, step=step, outcome=outcome, user=user, **more)


@dataclass(frozen=True, slots=True)
class Step:
    """One step: how it is done, and what it begins from."""

    name: str
    after: str
    deed: Callable[[World], Deed]
    prepare: Callable[[World], object] | None = None
    in_background: bool = False  # begins with the queue still full, and ends with it empty
    may_repeat: bool = False  # doing it again is another deed of its own


def found(world: object = None) -> None:
    """Begin: the federation, and a campaign that is prepared; two people want every mail at once."""
    cast = build_cast()
    Campaign.objects.create(year=YEAR, title=f"Kế hoạch công tác năm {YEAR}", body=cast.presidium)
    EmailPreference.objects.bulk_create(
        EmailPreference(user=user, event=event, choice=EmailChoice.AT_ONCE)
        for user in (cast.hoa, cast.dung)
        for event in ("campaign.opened", "work.arrived", "dossier.finished", "work.due")
    )


# --- The unit -------------------------------------------------------------------------------------


def own_plan(world: World) -> Deed:
    campaign, unit = Campaign.objects.get(year=YEAR), world.cast.unit("LH-HUE")
    return partial(open_own_plan, campaign=campaign, unit=unit, user=world.cast.hanh)


def opening(world: World) -> Deed:
    campaign = Campaign.objects.get(year=YEAR)
    return partial(start_opening, campaign=campaign, user=world.cast.thu)


def upload(world: World) -> Deed:
    data, sheets = read_upload(io.BytesIO(sheet()))
    plan, hoa = world.driver().plan, world.cast.hoa
    return partial(start_import, plan=plan, data=data, sheets=sheets, name="KH.xlsx", user=hoa)


@cache
def sheet() -> bytes:
    """The unit's sheet; made once, because a workbook knows when it was made."""
    return book(
        HEADER,
        (1, "Tọa đàm hữu nghị", "Quý II", "LHHN Đà Nẵng", 45_000_000, "Ngân sách"),
        (2, "Tiếp đoàn Savannakhet", "tháng 8", "LHHN Đà Nẵng", 30_000_000, "Ngân sách"),
    )


def confirm(world: World) -> None:
    session, plan = ImportSession.objects.get(), world.driver().plan
    sheet = session.understanding["sheets"][0]
    mapping = {column["key"]: column["number"] for column in sheet["columns"] if column["key"]}
    confirmed = confirm_columns(
        session=session, plan=plan, sheet=sheet["name"], mapping=mapping, user=world.cast.hoa
    )
    read_session(session=confirmed, plan=plan)


def take_over(world: World) -> Deed:
    return partial(commit_import, session=ImportSession.objects.get(), user=world.cast.hoa)


def line(world: World) -> Deed:
    values = A_LINE | {"first_day": dt.date(2027, 9, 1), "last_day": dt.date(2027, 9, 30)}
    return partial(save_activity, plan=world.driver().plan, values=values, user=world.cast.hoa)


def cells(world: World) -> Deed:
    plan = world.driver().plan
    known = plan.activities.get(title=A_LINE["title"]).uid
    edits = [
        Edit(known, "place", "Đà Nẵng"),
        Edit("new-0123456789ab", "title", "Giao lưu thanh niên"),
        Edit("new-0123456789ab", "when", "Quý I"),
        Edit("new-0123456789ab", "lead", "LHHN Đà Nẵng"),
        Edit("", "objectives", "Mở rộng hợp tác"),
    ]
    return partial(save_cells, plan=plan, edits=edits, user=world.cast.hoa)


def withdrawing(world: World) -> Deed:
    dossier = world.driver().dossier
    return partial(withdraw, dossier=dossier, user=world.cast.hoa, reason="Cần bổ sung kinh phí")


def attach(world: World) -> Deed:
    file = SimpleUploadedFile("ke-hoach.pdf", b"%PDF-1.7\n%hello\n")
    return partial(attach_file, dossier=world.driver().dossier, user=world.cast.minh, upload=file)


def alone_submitted(world: World) -> None:
    driver = world.driver("LH-CANTHO")
    driver.add_line(
        world.cast.yen, lead="LHHN Cần Thơ", first_day="2027-09-01", last_day="2027-09-30"
    )
    driver.do(world.cast.yen, "draft", Outcome.SUBMITTED)


# --- The cluster ----------------------------------------------------------------------------------


def opinion(world: World, name: str, unit: str, stance: Stance, text: str = "") -> Deed:
    asked = Opinion.objects.get(round__dossier=world.driver().pk, unit=world.cast.unit(unit))
    user = world.cast.users[name]
    return partial(give_opinion, opinion_id=asked.pk, user=user, stance=stance, text=text)


def time_is_over(world: World) -> None:
    ConsultationRound.objects.update(due=timezone.now() - dt.timedelta(minutes=1))


def closed_early(world: World) -> Deed:
    round_ = ConsultationRound.objects.get(state__in=(RoundState.OPEN, RoundState.CLOSED))
    return partial(close_round, round_id=round_.pk, by=world.cast.dung, reason="Đã đủ ý kiến")


def answering(world: World) -> Deed:
    comment = Comment.objects.get()
    return partial(
        answer_comment, comment_id=comment.pk, user=world.cast.hoa, answer=Answer.ACCEPTED
    )


# --- The Presidium --------------------------------------------------------------------------------


def convening(world: World) -> Deed:
    return partial(
        convene,
        body=world.cast.presidium,
        title="Hội nghị Đoàn Chủ tịch lần thứ 15",
        held_on=timezone.localdate(),
        mode=SessionMode.HYBRID,
        place="105A Quán Thánh",
        dossiers=[world.driver().dossier],
        user=world.cast.son,
    )


def opening_vote(world: World) -> Deed:
    return partial(open_vote, session=Session.objects.get(), user=world.cast.phuong)


def handing_in(world: World, name: str) -> Deed:
    session = Session.objects.get()
    choices = {option.pk: Choice.YES for option in Option.objects.filter(ballot__session=session)}
    return partial(hand_in, session=session, user=world.cast.users[name], choices=choices)


def others_hand_in(world: World) -> None:
    for name in ("phuong", "binh", "cuong"):
        handing_in(world, name)()


def closing_vote(world: World) -> Deed:
    return partial(close_vote, session=Session.objects.get(), user=world.cast.phuong)


def everything_is_due(world: World) -> None:
    WorkItem.objects.filter(state="open").update(due=timezone.now() - dt.timedelta(days=1))


# --- Additions ------------------------------------------------------------------------------------


def amending(world: World) -> Deed:
    plan, hoa = world.driver().plan, world.cast.hoa
    return partial(open_amendment, plan=plan, reason="Báo muộn", is_urgent=True, user=hoa)


def amendment_appraised(world: World) -> None:
    driver, cast = world.driver(kind="amendment"), world.cast
    columns = {
        "title": "Tiếp đoàn Champasak",
        "when": "tháng 8",
        "lead": "LHHN Đà Nẵng",
        "amount": "20 triệu",
        "funding_source": "Ngân sách",
    }
    edits = [Edit("new-1", column, text) for column, text in columns.items()]
    amendment = driver.dossier.amendment
    save_cells(plan=amendment.plan, amendment=amendment, edits=edits, user=cast.hoa)
    driver.do(cast.hoa, "draft", Outcome.SUBMITTED)
    driver.do(cast.minh, "sign", Outcome.SIGNED)
    driver.do(cast.tuan, "appraise", Outcome.APPRAISED)


def worker(world: World) -> Deed:
    return run_everything_ready


STEPS = (
    Step("open_own_plan", "", own_plan),
    Step("open_campaign", "", opening, may_repeat=True),
    Step("write_drafts", "open_campaign", worker, in_background=True),
    Step("upload_sheet", "write_drafts", upload, may_repeat=True),
    Step("take_over_sheet", "upload_sheet", take_over, prepare=confirm),
    Step("add_line", "take_over_sheet", line, may_repeat=True),
    Step("type_cells", "add_line", cells),
    Step("submit", "type_cells", lambda w: w.deciding("hoa", "draft", Outcome.SUBMITTED)),
    Step("sign", "submit", lambda w: w.deciding("minh", "sign", Outcome.SIGNED)),
    Step("mail_the_cluster", "sign", worker, in_background=True),
    Step("attach_file", "sign", attach, may_repeat=True),
    Step("withdraw", "sign", withdrawing),
    Step(
        "first_opinion",
        "sign",
        lambda w: opinion(w, "dung", "LH-HUE", Stance.OBJECT, "Trùng"),
        may_repeat=True,
    ),
    Step("close_by_calendar", "first_opinion", lambda _: close_due_rounds, prepare=time_is_over),
    Step("close_early", "first_opinion", closed_early),
    Step(
        "last_opinion", "first_opinion", lambda w: opinion(w, "quynh", "LH-QUANGTRI", Stance.AGREE)
    ),
    Step("answer", "last_opinion", answering, may_repeat=True),
    Step("endorse", "answer", lambda w: w.deciding("dung", "endorse", Outcome.ENDORSED)),
    Step(
        "sign_alone",
        "write_drafts",
        lambda w: w.deciding("vy", "sign", Outcome.SIGNED, unit="LH-CANTHO"),
        prepare=alone_submitted,
    ),
    Step(
        "return",
        "endorse",
        lambda w: w.deciding("tuan", "appraise_content", Outcome.RETURNED, reason="Thiếu văn bản"),
    ),
    Step("resubmit", "return", lambda w: w.deciding("hoa", "draft", Outcome.SUBMITTED)),
    Step(
        "appraise_content",
        "endorse",
        lambda w: w.deciding("tuan", "appraise_content", Outcome.APPRAISED),
    ),
    Step(
        "appraise_form",
        "appraise_content",
        lambda w: w.deciding("nga", "appraise_form", Outcome.APPRAISED),
    ),
    Step("remind", "appraise_form", lambda _: remind, prepare=everything_is_due),
    Step("convene", "appraise_form", convening),
    Step("open_vote", "convene", opening_vote),
    Step("hand_in", "open_vote", lambda w: handing_in(w, "an")),
    Step("close_vote", "hand_in", closing_vote, prepare=others_hand_in),
    Step("resume", "close_vote", worker, in_background=True),
    Step("resume_by_calendar", "close_vote", lambda _: resume_unfinished, in_background=True),
    Step(
        "issue",
        "resume",
        lambda w: w.deciding("thu", "issue", Outcome.ISSUED, data={"signer": "Nguyễn Mai Phương"}),
    ),
    Step("ask_for_addition", "issue", amending, may_repeat=True),
    Step(
        "decide_addition",
        "ask_for_addition",
        lambda w: w.deciding("phuong", "decide", Outcome.ADOPTED, kind="amendment"),
        prepare=amendment_appraised,
    ),
)
