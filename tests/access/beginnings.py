"""What the table of access is about: plans, a session, personnel, and a year of awards."""

import io
from typing import Any

from django.utils import timezone

from awards.enums import MatterKind
from awards.models import Batch, DecisionInHand, Upward
from awards.services.batches import start_batch
from awards.services.publication import object_to
from awards.services.register_import import begin_import
from awards.services.revocations import open_revocation
from awards.services.standing import record_matter
from awards.sheets.register_schema import HISTORY
from tests.access.routes import Addresses
from tests.awards.house import House
from tests.awards.nominations.driver import nominated, outsider
from tests.awards.register.told import granted
from tests.awards.scores.scoring import Scoring
from tests.cast import YEAR, Cast
from tests.driver import FlowDriver, plan_of
from tests.personnel.cast import Staff, co_opting
from workflow_app.approvals.enums import Outcome, Stance
from workflow_app.approvals.models import Opinion, WorkItem
from workflow_app.background.jobs import create_job
from workflow_app.ballots.enums import Choice, SessionMode
from workflow_app.ballots.models import Session
from workflow_app.ballots.selectors.sheets import options_of
from workflow_app.ballots.services.closing import close_vote
from workflow_app.ballots.services.resumption import resume_session
from workflow_app.ballots.services.rounds import open_vote
from workflow_app.ballots.services.sessions import convene
from workflow_app.ballots.services.voting import hand_in
from workflow_app.organization.models import Delegation, Mandate
from workflow_app.sheets.safe import open_workbook
from workflow_app.sheets.writing import write_template


def adopted_plan_of_hue(cast: Cast) -> tuple[FlowDriver, Session]:
    plan = plan_of(cast, "LH-HUE")
    plan.add_line(
        cast.hanh, lead="LHHN Thừa Thiên - Huế", first_day="2027-09-01", last_day="2027-09-30"
    )
    plan.do(cast.hanh, "draft", Outcome.SUBMITTED)
    plan.do(cast.dung, "sign", Outcome.SIGNED)
    plan.opine(cast.minh, "LH-DANANG")
    plan.opine(cast.quynh, "LH-QUANGTRI")
    plan.do(cast.minh, "endorse", Outcome.ENDORSED)
    plan.do(cast.tuan, "appraise_content", Outcome.APPRAISED)
    plan.do(cast.nga, "appraise_form", Outcome.APPRAISED)
    session = convene(
        body=cast.presidium,
        title="Hội nghị Đoàn Chủ tịch",
        held_on=timezone.localdate(),
        mode=SessionMode.HYBRID,
        place="",
        dossiers=[plan.dossier],
        user=cast.son,
    )
    session = open_vote(session=session, user=cast.phuong)
    for member in cast.members():
        entry = session.roll.get(user=member)
        choices = {option.pk: Choice.YES for option in options_of(entry)}
        hand_in(session=session, user=member, choices=choices)
    close_vote(session=session, user=cast.phuong)
    resume_session(session.pk)
    plan.do(cast.thu, "issue", Outcome.ISSUED, signer="Nguyễn Mai Phương")
    return plan, session


def addresses_of_awards(house: House) -> dict[str, Any]:
    """A year of awards at every stage that has pages of its own, all of them of Đà Nẵng's cluster.

    Đà Nẵng's scores wait for the award secretariat, Huế's for its peers, Quảng Trị still writes.
    Đà Nẵng drafts one nomination, another is published with an objection, a third was granted
    and is to be taken back; the nominee of the second is under investigation.
    """
    cast, tam, scoring = house.cast, house.tam, Scoring(house)
    scoring.open()
    scoring.submit("LH-DANANG")
    scoring.submit("LH-HUE")
    scoring.hand_in("LH-DANANG", "LH-HUE")
    scoring.hand_in("LH-DANANG", "LH-QUANGTRI")
    drafted, published = nominated(house), nominated(house, recipient=outsider(name="Lê Thị Sen"))
    published.to_publication()
    nomination = published.nomination
    object_to(nomination=nomination, text="Báo cáo chưa đúng", user=cast.hoa)
    [award] = granted(house, ("flag", house.recipient("LH-DANANG")))
    revocation = open_revocation(
        award=award,
        ground="fraud",
        facts="Kết luận số 12/KL-BKT",
        concluded_on=timezone.localdate(),
        user=tam,
    )
    matter = record_matter(
        recipient=nomination.recipient,
        kind=MatterKind.INVESTIGATION,
        since=timezone.localdate(),
        user=tam,
    )
    upward = Upward.objects.create(
        recipient=award.recipient,
        award="Cờ thi đua của Chính phủ",
        year=YEAR,
        due=timezone.localdate(),
    )
    batch = start_batch(
        dossiers=[(published.dossier, 1)], step="appraise", outcome=Outcome.APPRAISED, user=tam
    )
    job = create_job(kind="awards.issue_many", title="Ban hành quyết định", owner=tam)
    in_hand = DecisionInHand.objects.create(
        batch=Batch.objects.create(job=job, step="issue", outcome=Outcome.ISSUED),
        campaign=house.campaign,
        signer="Phan Anh Sơn",
        signer_title="Chủ tịch",
        issued_on=timezone.localdate(),
    )
    list_of_old = write_template(
        HISTORY, rows=[{"year": "2019", "award": "Cờ thi đua", "name": "LH-HUE"}], blank_rows=0
    )
    old_awards, __ = begin_import(
        data=list_of_old,
        sheets=open_workbook(io.BytesIO(list_of_old)),
        name="so-vang.xlsx",
        user=tam,
    )
    own = scoring.dossier("LH-DANANG").code
    draft_of_score = scoring.dossier("LH-QUANGTRI").code
    peers = scoring.dossier("LH-HUE").scoring_rounds.get().pk
    return {
        "awards:pk": award.pk,
        "awards:code": published.dossier.code,
        "awards:campaign": house.campaign.pk,
        "awards:cluster": cast.cluster.pk,
        "awards:cluster_pk": cast.cluster.pk,
        "awards:criterion": house.criterion("1.1").pk,
        "awards:check": "papers",
        "awards:kind": "person",
        "awards:name": "sign",
        "awards:batch:job": batch.pk,
        "awards:issuing_result:job": in_hand.pk,
        "awards:matter": matter.pk,
        "awards:type:code": "flag",
        "awards:type_edit:code": "flag",
        "awards:type_version:code": "flag",
        "awards:objection:pk": nomination.pk,
        "awards:recipient_history:pk": award.recipient_id,
        "verify:code": award.code,
        **{
            f"awards:{name}:pk": house.campaign.pk
            for name in (
                "campaign",
                "campaign_close",
                "campaign_edit",
                "campaign_open",
                "issue",
                "prepare_meeting",
            )
        },
        **{
            f"awards:{name}:pk": award.decision_id
            for name in ("certificates", "decision", "ledger", "money")
        },
        **{
            f"awards:{name}:code": drafted.dossier.code
            for name in (
                "nomination_check",
                "nomination_edit",
                "nomination_paper_add",
                "nominee",
            )
        },
        **{
            f"awards:{name}:pk": nomination.papers.all()[0].pk
            for name in ("nomination_paper", "nomination_paper_withdraw")
        },
        **{f"awards:{name}:pk": peers for name in ("peer_cells", "peer_conflict", "peer_sheet")},
        **{
            f"awards:{name}:pk": nomination.recipient_id
            for name in (
                "matter_end",
                "recipient",
                "recipient_same",
                "recipient_separate",
                "standing",
            )
        },
        **{f"awards:{name}:code": revocation.code for name in ("recovery", "revocation_edit")},
        **{f"awards:{name}:code": own for name in ("score_columns", "score_office")},
        **{
            f"awards:{name}:code": draft_of_score
            for name in (
                "score_cells",
                "score_edit",
                "score_evidence",
                "score_import",
                "score_margin",
                "score_take",
                "score_workbook",
            )
        },
        **{
            f"awards:{name}:pk": old_awards.pk for name in ("register_batch", "register_batch_undo")
        },
        **{
            f"awards:{name}:pk": upward.pk
            for name in ("upward_answer", "upward_edit", "upward_send")
        },
    }


def addresses_of(cast: Cast, staff: Staff, house: House) -> Addresses:
    """Tell the whole story, and return what the addresses of it are made of."""
    awards = addresses_of_awards(house)
    proposal = co_opting(staff)
    adopted, session = adopted_plan_of_hue(cast)
    reviewed = plan_of(cast, "LH-DANANG")
    reviewed.submit_and_sign()
    opinion = reviewed.opine(cast.dung, "LH-HUE", Stance.AGREE_WITH_COMMENTS, "Mời Huế")
    code = reviewed.dossier.code
    waiting = Opinion.objects.get(round__dossier=reviewed.pk, unit=cast.unit("LH-QUANGTRI"))
    mandate = Mandate.objects.get(person=cast.people["minh"])
    delegation = Delegation.objects.create(
        mandate=mandate,
        delegate=cast.people["lan"],
        form="TUQ.",
        valid_from=timezone.localdate(),
        valid_to=timezone.localdate(),
        reason="Đi công tác",
        created_by=cast.minh,
    )
    return Addresses(
        {
            "code": code,
            "year": YEAR,
            "number": 3,
            "uid": reviewed.plan.activities.get().uid,
            "approvals:claim:pk": WorkItem.objects.get(
                dossier=reviewed.pk, kind="plan.opinion", state="open"
            ).pk,
            "approvals:release:pk": WorkItem.objects.get(
                dossier=reviewed.pk, kind="plan.opinion", state="open"
            ).pk,
            "approvals:excuse:pk": waiting.pk,
            "approvals:answer:pk": opinion.comments.get().pk,
            "approvals:file:pk": 1,
            "approvals:withdraw_file:pk": 1,
            "plans:amend:code": adopted.dossier.code,
            "plans:campaign_file:pk": 1,
            "plans:campaign_file_remove:pk": 1,
            "plans:pk": "00000000-0000-0000-0000-000000000000",
            "ballots:pk": session.pk,
            "ballots:number": 1,
            "ballots:ending": "docx",
            "ballot_pk": session.ballots.get().pk,
            "papers:pk": adopted.dossier.paper.pk,
            "papers:code": adopted.dossier.code,
            "personnel:code": proposal.dossier.code,
            "personnel:uid": proposal.changes[0].uid,
            "personnel:check": "age",
            "personnel:pk": staff.person("nhan").pk,
            "personnel:paper": staff.person("nhan").file.papers.order_by("pk")[0].pk,
            "personnel:change": 1,
            "personnel:discipline": 1,
            "personnel:kinship": 1,
            "personnel:target": 1,
            **{
                f"personnel:{name}:code": "DCT"
                for name in (
                    "body",
                    "body_sheet",
                    "body_brief_list",
                    "target_new",
                    "target",
                    "target_remove",
                )
            },
            **awards,
            "organization:code": "LH-DANANG",
            "organization:body:code": "DCT",
            "organization:cluster:pk": cast.cluster.pk,
            "organization:admin:cluster_heads:pk": cast.cluster.pk,
            "organization:admin:cluster_members:pk": cast.cluster.pk,
            "organization:admin:mandate_end:pk": mandate.pk,
            "organization:admin:delegation_revoke:pk": delegation.pk,
            "organization:revoke:pk": delegation.pk,
            "organization:pk": cast.people["hoa"].pk,
            "key": "ballot.quorum",
            "background:job:pk": "00000000-0000-0000-0000-000000000000",
            "rulebook:pk": 1,
            "notifications:pk": 1,
            "pk": 1,
            "uuid": "00000000-0000-0000-0000-000000000000",
            "job_id": "00000000-0000-0000-0000-000000000000",
            "theme": "dark",
        }
    )
