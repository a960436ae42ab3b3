"""Cluster 5 of the year of emulation, walked in the browser from its scores to its nomination.

Vy of LHHN Cần Thơ heads it and Yến keeps its minutes; Lâm drafts and Khánh heads HHN Việt Nam - Lào;
Bích alone is LHHN An Giang.
"""

from typing import Any

from django.contrib.auth.hashers import make_password

from awards.enums import PaperKind, SheetState
from awards.models import AwardCampaign, ClusterReview, Nomination, PeerSheet
from awards.services.editing import save_cells
from awards.services.nomination_papers import add_paper
from awards.services.nominations import open_nomination, save_nomination
from awards.services.peers import hand_in as hand_in_sheet
from tests.awards.house import House
from tests.awards.nominations.driver import FILLED, PDF, a_pdf
from tests.awards.scores.scoring import OWN, Scoring
from tests.cast import PASSWORD, START, YEAR, Cast
from tests.e2e.people import People, Person, vi
from tests.e2e.sessions import choose_the_board, convene
from tests.e2e.test_sessions import close_the_vote, hand_in, open_the_vote
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Outcome, Stage
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.services.decisions import decide
from workflow_app.organization.models import (
    Body,
    Cluster,
    ClusterMembership,
    Mandate,
    Unit,
)
from workflow_app.organization.models import Person as Holder
from workflow_app.organization.services.authority import refresh_authority

LAO, CANTHO, ANGIANG = "HHN-LAO", "LH-CANTHO", "LH-ANGIANG"
PEOPLE = {LAO: ("lam", "khanh"), CANTHO: ("yen", "vy"), ANGIANG: ("bich", "bich")}
"""Who drafts and who heads, by unit."""


def complete_cluster_five(cast: Cast) -> None:
    """Give Cần Thơ the company that a meeting needs."""
    unit = Unit.objects.create(
        code=ANGIANG,
        name="Liên hiệp các tổ chức hữu nghị tỉnh An Giang",
        short_name="LHHN An Giang",
        kind="local_member",
        supervising_department=cast.unit("BAN-CTDP"),
    )
    bich = User.objects.create(
        username="bich",
        email="bich@example.vn",
        full_name="Lâm Ngọc Bích",
        password=make_password(PASSWORD),
    )
    person = Holder.objects.create(full_name=bich.full_name, user=bich, unit=unit)
    Mandate.objects.bulk_create(
        Mandate(person=person, role=role, unit=unit, valid_from=START)
        for role in ("unit_head", "drafter")
    )
    cluster = Cluster.objects.get(year=YEAR, number=5)
    ClusterMembership.objects.bulk_create(
        ClusterMembership(cluster=cluster, unit=one, year=YEAR)
        for one in (cast.unit("HHN-LAO"), unit)
    )
    cast.users["bich"], cast.people["bich"], cast.units[ANGIANG] = bich, person, unit
    refresh_authority()


# --- Scores --------------------------------------------------------------------------------


def score(people: People, house: House) -> None:
    """Lâm types the score of his unit and Khánh signs; two heads score each other at a tablet."""
    scoring = Scoring(house)
    own = scoring.dossier(LAO)
    _type_own_score(people("lam"), own, house)
    people("khanh").open(own.get_absolute_url())
    people("khanh").act("Sign and send on")
    for unit in (CANTHO, ANGIANG):
        _scored_by_services(scoring, unit)
    _score_a_peer(people("vy"), scoring.sheet(LAO, CANTHO), OWN, house)
    _score_a_peer(people("khanh"), scoring.sheet(CANTHO, LAO), OWN | {"1.1": "36"}, house)
    for of, by, points in (
        (LAO, ANGIANG, OWN),
        (CANTHO, ANGIANG, OWN | {"1.1": "36"}),
        (ANGIANG, LAO, OWN | {"1.1": "34"}),
        (ANGIANG, CANTHO, OWN | {"1.1": "34"}),
    ):
        hand_in_sheet(
            sheet_id=scoring.sheet(of, by).pk,
            user=house.cast.users[PEOPLE[by][1]],
            cells=scoring.cells(points),
        )
    vy, cluster = people("vy"), Cluster.objects.get(year=YEAR, number=5)
    vy.open(f"/awards/scores/ranking/{house.campaign.pk}/{cluster.pk}/")
    shown = vy.page.locator("main").inner_text()
    names = [house.cast.unit(code).short_name for code in (LAO, CANTHO, ANGIANG)]
    assert sorted(names, key=shown.index) == names


def _type_own_score(lam: Person, own: Dossier, house: House) -> None:
    lam.open(f"/awards/scores/{own.code}/edit/")
    for code, points in OWN.items():
        key = house.criterion(code).pk
        lam.page.fill(f"[name='cell:{key}:points']", points)
        lam.page.fill(f"[name='cell:{key}:claim']", f"Đã làm {code}")
    with lam.page.expect_response("**/margin/"):  # what was typed is saved, and the total follows
        lam.page.locator("[name='cell::summary']").fill("Một năm tốt.")
    lam.press("Check and submit")
    lam.act("Submit for signature")


def _scored_by_services(scoring: Scoring, unit: str) -> None:
    drafter, head = (scoring.user(name) for name in PEOPLE[unit])
    cells = scoring.cells(OWN)
    for cell in scoring.cells({code: f"Đã làm {code}" for code in OWN}):
        cells.append(type(cell)(cell.uid, "claim", cell.text))
    save_cells(score=scoring.score(unit), cells=cells, user=drafter)
    scoring.do(drafter.username, unit, "draft", Outcome.SUBMITTED)
    scoring.do(head.username, unit, "sign", Outcome.SIGNED)


def _score_a_peer(head: Person, sheet: PeerSheet, points: dict[str, str], house: House) -> None:
    head.open(f"/awards/scores/rounds/{sheet.round_id}/")
    for code, number in points.items():
        head.page.fill(f"[name='cell:{house.criterion(code).pk}:points']", number)
    head.press("Hand in for the unit…")
    with head.going_on():
        head.page.locator("dialog[open] [name=hand_in]").click()
    assert PeerSheet.objects.get(pk=sheet.pk).state == SheetState.HANDED_IN


# --- Nominations ---------------------------------------------------------------------------


def nominate(people: People, house: House) -> Nomination:
    """Lâm puts his unit forward for the flag, with two papers; Cần Thơ stands for it as well."""
    lam, flag = people("lam"), house.types["flag"]
    lam.open(f"/awards/nominations/new/?award_type={flag.pk}&q=viet+nam+lao")
    lam.press("Open the nomination")
    lam.sees(vi("The merit"))
    for name in ("citation", "votes_for", "votes_of", "achievements"):
        lam.page.fill(f"[name={name}]", str(FILLED[name]))
    lam.page.select_option("[name=completion]", str(FILLED["completion"]))
    lam.press("Save", exact=True)
    lam.sees(vi("The nomination was saved."))
    for kind in (PaperKind.SUBMISSION, PaperKind.ACHIEVEMENTS):
        _upload(lam, kind)
    lam.press("Read and submit")
    lam.act("Submit for signature")
    nomination = Nomination.objects.get(award_type=flag, dossier__unit__code=LAO)
    people("khanh").open(nomination.get_absolute_url())
    people("khanh").act("Sign and send on")
    _nominated_by_services(house, CANTHO)
    return nomination


def _upload(lam: Person, kind: PaperKind) -> None:
    lam.page.select_option("[name=kind]", str(kind))
    file: Any = {"name": f"{kind}.pdf", "mimeType": "application/pdf", "buffer": PDF}
    lam.page.set_input_files("[name=file]", file)
    lam.press("Add the paper")
    lam.sees(f"{kind}.pdf")


def _nominated_by_services(house: House, unit: str) -> None:
    drafter, head = (house.cast.users[name] for name in PEOPLE[unit])
    dossier = open_nomination(
        campaign=AwardCampaign.objects.get(pk=house.campaign.pk),
        unit=house.cast.unit(unit),
        award_type=house.types["flag"],
        recipient=house.recipient(unit),
        user=drafter,
    )
    nomination = Nomination.objects.get(dossier=dossier)
    save_nomination(nomination=nomination, values=FILLED, user=drafter)
    for kind in (PaperKind.SUBMISSION, PaperKind.ACHIEVEMENTS):
        add_paper(nomination=nomination, kind=kind, upload=a_pdf(), user=drafter)
    for step, outcome, user in (
        ("draft", Outcome.SUBMITTED, drafter),
        ("sign", Outcome.SIGNED, head),
    ):
        decide(
            dossier=Dossier.objects.get(pk=dossier.pk),
            step=step,
            outcome=outcome,
            user=user,
            reason="",
        )


# --- The meeting ---------------------------------------------------------------------------


def meet(people: People, house: House) -> None:
    """The heads of three units vote at their sheets on two candidates for one flag."""
    vy, yen, cast = people("vy"), people("yen"), house.cast
    vy.open(house.campaign.get_absolute_url())
    vy.press("Prepare the meeting")
    review = ClusterReview.objects.get(cluster__number=5, award_type__code="flag")
    yen.open(review.get_absolute_url())
    yen.sees("2 ứng viên cho 1 chỉ tiêu")
    yen.act("Submit for signature")
    body = Body.objects.get(cluster=review.cluster)
    session = convene(people, "hybrid", "Hội nghị bình xét Cụm 5", body, by="yen")
    choose_the_board(people, session, ("lam", "yen", "bich"), by="yen")
    open_the_vote(people, session, by="vy")
    lao, cantho = cast.unit(LAO).name, cast.unit(CANTHO).name
    hand_in(people, "vy", session, {lao: "yes"})  # nobody votes on their own unit
    hand_in(people, "khanh", session, {cantho: "no"})
    hand_in(people, "bich", session, {lao: "yes", cantho: "yes"})
    close_the_vote(people, session, by="vy")
    vy.press("Announce the results")
    vy.sees(vi("The results are announced. Every member has got a notice."))
    vy.open(review.get_absolute_url())
    vy.act("Sign for the cluster")
    stages = Nomination.objects.filter(dossier__cluster=review.cluster)
    assert dict(stages.values_list("dossier__unit__code", "dossier__stage")) == {
        LAO: Stage.APPRAISING_CONTENT,
        CANTHO: Stage.REJECTED,
    }
