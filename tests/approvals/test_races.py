"""Two people at the same moment: one outcome, a sentence for whoever was slower, a clean record.

PostgreSQL alone can show these; SQLite lets one writer in at a time.
"""

import datetime as dt
import io
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.utils import timezone

from tests.ballots.agenda import waiting
from tests.cast import Cast, build_cast
from tests.driver import FlowDriver, plan_of
from workflow_app.approvals.enums import OpinionState, Outcome, Stage, Stance
from workflow_app.approvals.errors import ConflictError, NotAllowedError, RefusalError
from workflow_app.approvals.models import Comment, Decision, Opinion, WorkItem
from workflow_app.approvals.services.comments import add_comment
from workflow_app.approvals.services.consultations import close_round
from workflow_app.approvals.services.decisions import settle
from workflow_app.approvals.services.work import claim, release
from workflow_app.ballots.enums import SessionMode
from workflow_app.ballots.models import Session
from workflow_app.ballots.services.sessions import convene
from workflow_app.organization.enums import Role
from workflow_app.organization.models import Mandate
from workflow_app.organization.services.appointments import appoint, end_mandate
from workflow_app.papers.models import IssuedPaper, NumberRegister

pytestmark = pytest.mark.postgres


@pytest.fixture(autouse=True)
def clean_record(run_together) -> Iterator[None]:
    """Whoever won, everything that is stored agrees afterwards."""
    yield
    call_command("verify", stdout=io.StringIO())


def drafted(cast: Cast) -> FlowDriver:
    driver = plan_of(cast)
    driver.add_line(cast.hoa, first_day="2027-09-01", last_day="2027-09-30")
    return driver


def submitted(cast: Cast) -> FlowDriver:
    driver = drafted(cast)
    driver.do(cast.hoa, "draft", Outcome.SUBMITTED)
    return driver


def refused(outcomes: list[object]) -> list[RefusalError]:
    """Return the refusals; anything else that was raised fails the test with its own words."""
    for outcome in outcomes:
        if isinstance(outcome, Exception) and not isinstance(outcome, RefusalError):
            raise outcome
    return [outcome for outcome in outcomes if isinstance(outcome, RefusalError)]


@pytest.mark.parametrize("attempt", range(3))
def test_two_people_sign_and_one_is_told_who_was_faster(run_together, attempt) -> None:
    cast = build_cast()
    driver = submitted(cast)
    outcomes = run_together(
        [
            lambda: driver.do(cast.minh, "sign", Outcome.SIGNED),
            lambda: driver.do(cast.lan, "sign", Outcome.SIGNED),
        ]
    )
    (slower,) = refused(outcomes)
    assert isinstance(slower, ConflictError)
    faster = Decision.objects.get(dossier=driver.pk, outcome=Outcome.SIGNED).actor
    assert str(faster) in slower.message
    assert driver.trail[-1] == "consult_cluster"
    assert driver.dossier.rounds.count() == 1


@pytest.mark.parametrize("attempt", range(3))
def test_two_people_take_one_duty_and_one_of_them_has_it(run_together, attempt) -> None:
    cast = build_cast()
    driver = submitted(cast)
    item = WorkItem.objects.get(dossier=driver.pk, state="open")
    (slower,) = refused(
        run_together(
            [
                lambda: claim(item_id=item.pk, user=cast.minh),
                lambda: claim(item_id=item.pk, user=cast.lan),
            ]
        )
    )
    item.refresh_from_db()
    assert str(item.claimed_by) in slower.message


@pytest.mark.parametrize("attempt", range(4))
def test_a_duty_is_taken_while_it_is_done(run_together, attempt) -> None:
    """A claim held the duty and waited for the log; the signature held the log and waited for
    the duty: PostgreSQL ended one of them with an error page."""
    cast = build_cast()
    driver = submitted(cast)
    item = WorkItem.objects.get(dossier=driver.pk, state="open")

    def take_and_give_back() -> None:
        for __ in range(3):
            claim(item_id=item.pk, user=cast.lan)
            release(item_id=item.pk, user=cast.lan)

    outcomes = run_together(
        [take_and_give_back, lambda: driver.do(cast.minh, "sign", Outcome.SIGNED)]
    )
    assert isinstance(outcomes[1], Decision)
    refused(outcomes)
    assert driver.dossier.stage == Stage.CONSULTING


@pytest.mark.parametrize("attempt", range(3))
def test_the_author_withdraws_while_the_cluster_signs(run_together, attempt) -> None:
    cast = build_cast()
    driver = submitted(cast)
    driver.do(cast.minh, "sign", Outcome.SIGNED)
    driver.opine(cast.dung, "LH-HUE")
    driver.opine(cast.quynh, "LH-QUANGTRI")
    outcomes = run_together(
        [
            lambda: driver.withdraw(cast.hoa),
            lambda: driver.do(cast.dung, "endorse", Outcome.ENDORSED),
        ]
    )
    assert len(refused(outcomes)) == 1
    withdrawn = isinstance(outcomes[0], Decision)
    expected = Stage.DRAFTING if withdrawn else Stage.APPRAISING_CONTENT
    assert driver.dossier.stage == expected


@pytest.mark.parametrize("attempt", range(3))
def test_the_author_withdraws_at_the_moment_of_submitting(run_together, attempt) -> None:
    """The withdrawal waited for the submission and then recorded that it judged no revision."""
    cast = build_cast()
    driver = drafted(cast)
    outcomes = run_together(
        [
            lambda: driver.do(cast.hoa, "draft", Outcome.SUBMITTED),
            lambda: driver.withdraw(cast.hoa),
        ]
    )
    refused(outcomes)
    assert isinstance(outcomes[0], Decision)
    if isinstance(outcomes[1], Decision):
        assert outcomes[1].revision == driver.dossier.revision


@pytest.mark.parametrize("attempt", range(3))
def test_the_calendar_closes_the_review_while_a_unit_answers(run_together, attempt) -> None:
    cast = build_cast()
    driver = submitted(cast)
    driver.do(cast.minh, "sign", Outcome.SIGNED)
    round_ = driver.dossier.rounds.get()
    outcomes = run_together(
        [
            lambda: close_round(round_id=round_.pk),
            lambda: driver.opine(cast.dung, "LH-HUE", Stance.OBJECT, "Trùng thời gian"),
        ]
    )
    late = refused(outcomes)
    opinion = Opinion.objects.get(round=round_, unit=cast.unit("LH-HUE"))
    assert opinion.state == (OpinionState.LAPSED if late else OpinionState.GIVEN)
    assert driver.dossier.stage == Stage.ENDORSING
    assert Decision.objects.filter(dossier=driver.pk, outcome=Outcome.CONSULTED).count() == 1


@pytest.mark.parametrize("attempt", range(3))
def test_the_last_two_units_answer_and_the_review_closes_once(run_together, attempt) -> None:
    cast = build_cast()
    driver = submitted(cast)
    driver.do(cast.minh, "sign", Outcome.SIGNED)
    outcomes = run_together(
        [
            lambda: driver.opine(cast.dung, "LH-HUE"),
            lambda: driver.opine(cast.quynh, "LH-QUANGTRI"),
        ]
    )
    assert not refused(outcomes)
    assert driver.dossier.stage == Stage.ENDORSING
    assert Decision.objects.filter(dossier=driver.pk, outcome=Outcome.CONSULTED).count() == 1


@pytest.mark.parametrize("attempt", range(4))
def test_a_mandate_ends_while_its_holder_decides(run_together, attempt) -> None:
    """Ending held the mandate and the log, deciding held the holding and wanted both."""
    cast = build_cast()
    driver = submitted(cast)
    mandate = Mandate.objects.get(person=cast.people["minh"], role=Role.UNIT_HEAD)
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    outcomes = run_together(
        [
            lambda: end_mandate(mandate=mandate, on=yesterday, reason="Nghỉ hưu", by=cast.quang),
            lambda: driver.do(cast.minh, "sign", Outcome.SIGNED),
        ]
    )
    late = refused(outcomes)
    assert isinstance(outcomes[0], Mandate)
    assert driver.dossier.stage == (Stage.SIGNING if late else Stage.CONSULTING)
    for refusal in late:
        assert isinstance(refusal, NotAllowedError)
        assert "Lê Thị Lan" in refusal.message


@pytest.mark.parametrize("attempt", range(4))
def test_a_mandate_that_ends_tonight_still_signs_today(run_together, attempt) -> None:
    """The row of the authority is written anew with its last day; the signature waited for the
    old one and was refused although the mandate holds until midnight."""
    cast = build_cast()
    driver = submitted(cast)
    mandate = Mandate.objects.get(person=cast.people["minh"], role=Role.UNIT_HEAD)
    outcomes = run_together(
        [
            lambda: end_mandate(
                mandate=mandate, on=timezone.localdate(), reason="Nghỉ hưu", by=cast.quang
            ),
            lambda: driver.do(cast.minh, "sign", Outcome.SIGNED),
        ]
    )
    assert not refused(outcomes)
    assert driver.dossier.stage == Stage.CONSULTING


@pytest.mark.parametrize("attempt", range(4))
def test_an_appointment_at_a_reviewing_unit_does_not_stop_a_signature(
    run_together, attempt
) -> None:
    """Appointing held the unit and waited for the log; signing held the log and waited for the
    unit that it was about to ask."""
    cast = build_cast()
    driver = submitted(cast)
    outcomes = run_together(
        [
            lambda: appoint(
                person=cast.people["xuan"],
                role=Role.UNIT_DEPUTY,
                place=cast.unit("LH-HUE"),
                valid_from=timezone.localdate(),
                by=cast.quang,
            ),
            lambda: driver.do(cast.minh, "sign", Outcome.SIGNED),
        ]
    )
    assert not refused(outcomes)
    assert driver.dossier.stage == Stage.CONSULTING


@pytest.mark.parametrize("attempt", range(3))
def test_a_comment_at_the_moment_of_signing_for_the_cluster(run_together, attempt) -> None:
    """A remark that came in the same second was neither answered nor stopped the signature."""
    cast = build_cast()
    driver = submitted(cast)
    driver.do(cast.minh, "sign", Outcome.SIGNED)
    driver.opine(cast.dung, "LH-HUE")
    driver.opine(cast.quynh, "LH-QUANGTRI")
    outcomes = run_together(
        [
            lambda: add_comment(
                dossier=driver.dossier, user=cast.quynh, office="Quảng Trị", text="Nêu rõ kinh phí"
            ),
            lambda: driver.do(cast.dung, "endorse", Outcome.ENDORSED),
        ]
    )
    late = refused(outcomes)
    comment = Comment.objects.get()
    if late:
        assert driver.dossier.stage == Stage.ENDORSING
    else:
        signed = Decision.objects.get(dossier=driver.pk, outcome=Outcome.ENDORSED)
        assert comment.created > signed.created


@pytest.mark.parametrize("attempt", range(3))
def test_a_session_is_convened_while_a_comment_comes_in(run_together, attempt) -> None:
    """Convening wrote to the log and then pointed at the dossier; a comment held the dossier and
    waited for the log."""
    cast = build_cast()
    driver = FlowDriver(cast, waiting(cast)[0])
    outcomes = run_together(
        [
            lambda: convene(
                body=cast.presidium,
                title="Phiên họp",
                held_on=timezone.localdate(),
                mode=SessionMode.HYBRID,
                place="",
                dossiers=[driver.dossier],
                user=cast.son,
            ),
            lambda: add_comment(
                dossier=driver.dossier, user=cast.an, office="Đoàn Chủ tịch", text="Cần nêu rõ"
            ),
        ]
    )
    assert not refused(outcomes)
    assert isinstance(outcomes[0], Session)


@pytest.mark.parametrize("attempt", range(3))
def test_two_secretaries_put_one_dossier_on_two_agendas(run_together, attempt) -> None:
    """The slower one read the database's error instead of a sentence."""
    cast = build_cast()
    driver = FlowDriver(cast, waiting(cast)[0])

    def convened() -> Session:
        return convene(
            body=cast.presidium,
            title="Phiên họp",
            held_on=timezone.localdate(),
            mode=SessionMode.HYBRID,
            place="",
            dossiers=[driver.dossier],
            user=cast.son,
        )

    (slower,) = refused(run_together([convened, convened]))
    assert driver.dossier.code in slower.message
    assert Session.objects.count() == 1


@pytest.mark.parametrize("attempt", range(3))
def test_two_clerks_number_two_plans_without_gap_or_double(run_together, attempt) -> None:
    cast = build_cast()
    drivers = [FlowDriver(cast, dossier) for dossier in waiting(cast, 2)]
    for driver in drivers:
        settle(dossier=driver.dossier, step="presidium", outcome=Outcome.ADOPTED)
    outcomes = run_together(
        [
            lambda driver=driver: driver.do(
                cast.thu, "issue", Outcome.ISSUED, signer="Nguyễn Mai Phương"
            )
            for driver in [*drivers, drivers[0]]
        ]
    )
    assert len(refused(outcomes)) == 1
    assert sorted(IssuedPaper.objects.values_list("number", flat=True)) == [1, 2]
    assert NumberRegister.objects.get().last_number == 2
