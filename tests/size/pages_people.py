"""The pages of emulation, of personnel work, and of the votes of both, in a federation that was loaded."""

from collections.abc import Iterator

from awards.enums import RoundState
from awards.models import (
    Award,
    AwardCampaign,
    AwardDecision,
    Criterion,
    Nomination,
    Recipient,
    ScoringRound,
)
from personnel.models import Change, Proposal
from workflow_app.approvals.enums import Stage
from workflow_app.approvals.models import Dossier
from workflow_app.ballots.enums import SessionState
from workflow_app.ballots.models import Session
from workflow_app.organization.models import Cluster, Mandate

from .pages import (
    ADMINISTRATOR,
    CHAIR,
    CLERK,
    DRAFTER,
    HEAD,
    INSPECTOR,
    MEMBER,
    SECRETARY,
    Page,
    World,
    page,
)

OFFICER = "tccb.soanthao"
"""Appraises awards and vets proposals."""


class Emulation:
    """What the addresses are made of; the same in a small history and a large one."""

    def __init__(self, world: World) -> None:
        merit = world.year - 1
        self.campaign = AwardCampaign.objects.get(year=merit)
        self.last = AwardCampaign.objects.get(year=merit - 1)
        self.cluster = Cluster.objects.filter(year=merit).order_by("pk")[0]
        self.old_cluster = Cluster.objects.filter(year=merit - 1).order_by("pk")[0]
        scores = Dossier.objects.filter(kind="selfscore", year=merit).order_by("pk")
        self.own_score = scores.get(unit__code="LH-DANANG")
        self.scored = scores.filter(stage=Stage.CONCLUDED)[0]
        self.appraising = scores.filter(stage=Stage.APPRAISING_CONTENT)[0]
        self.criterion = Criterion.objects.filter(group__campaign=self.campaign)[0]
        self.round = ScoringRound.objects.filter(
            state=RoundState.OPEN, sheets__unit__code="LH-DANANG"
        ).order_by("pk")[0]
        nominations = Nomination.objects.filter(dossier__unit__code="LH-DANANG").select_related(
            "dossier"
        )
        running = nominations.filter(campaign=self.campaign).order_by("pk")
        self.drafting = running.filter(dossier__stage=Stage.DRAFTING)[0]
        self.waiting = running.filter(dossier__stage=Stage.APPRAISING_CONTENT)[0]
        self.published = running.filter(dossier__stage=Stage.PUBLISHED)[0]
        self.awarded = nominations.filter(campaign=self.last).order_by("pk")[0]
        self.award = Award.objects.get(nomination=self.awarded)
        self.recipient = Recipient.objects.get(pk=self.awarded.recipient_id)
        self.decision = AwardDecision.objects.get(awards=self.award)


class Personnel:
    """The same of personnel work, and the sessions of both."""

    def __init__(self, world: World) -> None:
        proposals = Proposal.objects.select_related("dossier__unit").order_by("pk")
        self.drafting = proposals.filter(dossier__stage=Stage.DRAFTING)[0]
        self.vetting = proposals.filter(dossier__stage=Stage.VETTING)[0]
        self.change = Change.objects.filter(proposal=self.drafting).order_by("pk")[0]
        self.drafter = world.drafter_of(self.drafting.dossier.unit)
        adopted = Change.objects.filter(applied_on__year=world.year - 1).order_by("pk")[0]
        self.adopted = adopted.proposal.dossier
        self.person = adopted.entering_id
        self.former = Mandate.objects.get(pk=adopted.leaving_id).person_id
        sessions = Session.objects.filter(held_on__year__gte=world.year - 1).order_by("pk")
        closed = sessions.filter(state=SessionState.CLOSED)
        self.secret = closed.filter(body__code="DCT", ballots__dossier__kind="personnel")[0]
        self.council = closed.filter(body__code="HDTDKT")[0]
        voting = sessions.filter(state=SessionState.VOTING)
        self.voting = voting.filter(body__code="BTV")[0]
        self.council_voting = voting.filter(body__code="HDTDKT")[0]


def people_pages_of(world: World) -> Iterator[Page]:
    """Return every page."""
    awards, personnel = Emulation(world), Personnel(world)
    for part in (_campaigns, _scores, _nominations, _nominees, _register):
        yield from part(awards)
    for part in (_personnel, _sessions, _spine):
        yield from part(personnel)
    yield from _awards_on_the_spine(awards)


def _campaigns(world: Emulation) -> Iterator[Page]:
    for who in (DRAFTER, OFFICER, CLERK):
        yield page("awards:campaigns", who)
        yield page("awards:campaign", who, world.campaign.pk)
        yield page("awards:campaign", who, world.last.pk, note="last year")
    yield page("awards:campaign_new", CLERK)
    yield page("awards:campaign_edit", CLERK, world.campaign.pk)
    yield page("awards:types", DRAFTER)
    yield page("awards:type", DRAFTER, "certificate_person")
    yield page("awards:type_version", ADMINISTRATOR, "certificate_person")
    yield page("awards:type_edit", ADMINISTRATOR, "certificate_person")
    yield page("awards:type_new", ADMINISTRATOR)
    yield page("awards:salaries", DRAFTER)


def _scores(world: Emulation) -> Iterator[Page]:
    for who in (DRAFTER, HEAD, OFFICER, INSPECTOR):
        yield page("awards:scores", who)
    code = world.own_score.code
    for route in ("edit", "margin", "import", "workbook"):
        yield page(f"awards:score_{route}", DRAFTER, code)
    yield page("awards:score_evidence", DRAFTER, code, world.criterion.pk)
    yield page("awards:score_columns", OFFICER, world.scored.code)
    yield page("awards:score_columns", OFFICER, world.appraising.code, note="appraising")
    yield page("awards:peer_sheet", HEAD, world.round.pk)
    for route in ("workbook", "import"):
        yield page(f"awards:peer_{route}", HEAD, world.campaign.pk)
    ranked = (world.last.pk, world.old_cluster.pk)
    for who in (OFFICER, HEAD):
        yield page("awards:ranking", who, world.campaign.pk, world.cluster.pk)
        yield page("awards:ranking", who, *ranked, note="last year")
    for route in ("ranking_export", "ranking_compare"):
        yield page(f"awards:{route}", OFFICER, *ranked)


def _nominations(world: Emulation) -> Iterator[Page]:
    for who in (DRAFTER, HEAD, OFFICER, INSPECTOR, MEMBER):
        yield page("awards:nominations", who)
    yield page("awards:nominations", OFFICER, note="searched", q="nguyen")
    yield page("awards:nominations", OFFICER, note="last page", page="last")
    yield page("awards:nomination_export", OFFICER, campaign=world.campaign.pk)
    yield page("awards:nomination_new", DRAFTER)
    yield page("awards:nomination_find", DRAFTER, q="nguyen", campaign=world.campaign.pk)
    yield page("awards:nomination_import", DRAFTER)
    yield page("awards:nomination_template", DRAFTER)
    yield page("awards:nomination_edit", DRAFTER, world.drafting.dossier.code)
    yield page("awards:nominee", DRAFTER, world.drafting.dossier.code)
    yield page("awards:nomination_batch", HEAD, "sign")
    yield page("awards:appraisal", OFFICER)
    yield page("awards:published", DRAFTER)
    yield page("awards:objection", DRAFTER, world.published.pk)
    yield page("awards:objection_letter", OFFICER, world.published.dossier.code)


def _nominees(world: Emulation) -> Iterator[Page]:
    yield page("awards:recipients", OFFICER)
    yield page("awards:recipients", OFFICER, note="searched", q="nguyen thi")
    yield page("awards:recipient", OFFICER, world.recipient.pk)
    yield page("awards:recipient_new", DRAFTER, "person")
    yield page("awards:history", DRAFTER)
    yield page("awards:history", DRAFTER, note="searched", q=world.recipient.name)
    yield page("awards:recipient_history", DRAFTER, world.recipient.pk)
    yield page("awards:standing", OFFICER, world.recipient.pk)


def _register(world: Emulation) -> Iterator[Page]:
    for who in (DRAFTER, OFFICER):
        yield page("awards:register", who)
        yield page("awards:register", who, note="searched", q=world.recipient.name)
        yield page("awards:register", who, note="nothing", q="khong co gi ca")
        yield page("awards:award", who, world.award.pk)
        yield page("awards:decisions", who)
        yield page("awards:decision", who, world.decision.pk)
    yield page("awards:register_export", OFFICER, year=world.last.year)
    for route in ("register_import", "register_template"):
        yield page(f"awards:{route}", OFFICER)
    for route in ("money", "ledger"):
        yield page(f"awards:{route}", OFFICER, world.decision.pk)
    for route in ("reissue", "revoke"):
        yield page(f"awards:{route}", OFFICER, world.award.pk)
    yield page("awards:issuing", CLERK)
    for route in ("recoveries", "upward", "upward_new"):
        yield page(f"awards:{route}", OFFICER)
    yield page("verify:ask", DRAFTER)
    yield page("verify:answer", DRAFTER, world.award.code)


def _personnel(world: Personnel) -> Iterator[Page]:
    for who in (OFFICER, INSPECTOR, CHAIR):
        yield page("personnel:bodies", who)
        yield page("personnel:body", who, "DCT")
    yield page("personnel:body", OFFICER, "DCT", note="an older term", term="V")
    yield page("personnel:body_sheet", OFFICER, "DCT")
    yield page("personnel:target_new", OFFICER, "DCT")
    yield page("personnel:people", OFFICER)
    yield page("personnel:people", OFFICER, note="searched", q="nguyen")
    yield page("personnel:person", OFFICER, world.former)
    for route in ("_details", "_edit", "_log", "_papers"):
        yield page(f"personnel:person{route}", OFFICER, world.person)
    for route in ("discipline_new", "kinship_new"):
        yield page(f"personnel:{route}", OFFICER, world.person)
    for route in ("file", "edit"):
        yield page(f"personnel:mine:{route}", MEMBER)
    for who in (world.drafter, OFFICER, CHAIR, MEMBER, INSPECTOR):
        yield page("personnel:proposals", who)
    code = world.drafting.dossier.code
    yield page("personnel:proposal_new", world.drafter)
    yield page("personnel:proposal_edit", world.drafter, code)
    yield page("personnel:change_new", world.drafter, code)
    yield page("personnel:change", world.drafter, code, world.change.uid)
    yield page("personnel:proposal_slate", world.drafter, code)
    yield page("personnel:slate_template", world.drafter, code)


def _sessions(world: Personnel) -> Iterator[Page]:
    for who in (CHAIR, SECRETARY, MEMBER):
        yield page("ballots:session", who, world.secret.pk, note="secret, closed")
        yield page("ballots:session", who, world.voting.pk, note="secret, open")
    yield page("ballots:result", MEMBER, world.secret.pk, note="secret")
    yield page("ballots:codes", MEMBER, world.secret.pk, note="secret")
    yield page("ballots:screen", CHAIR, world.voting.pk, note="secret")
    yield page("ballots:sheet", MEMBER, world.voting.pk, note="secret")
    yield page("ballots:sessions", OFFICER)
    for who in (OFFICER, CHAIR):
        yield page("ballots:session", who, world.council.pk, note="council, closed")
        yield page("ballots:session", who, world.council_voting.pk, note="council, open")
    yield page("ballots:result", MEMBER, world.council.pk, note="council")


def _spine(world: Personnel) -> Iterator[Page]:
    yield page("approvals:worklist", OFFICER)
    yield page("approvals:done", OFFICER)
    yield page("approvals:search", OFFICER, q="nhan su")
    for dossier, note in (
        (world.vetting.dossier, "proposal"),
        (world.adopted, "proposal, adopted"),
    ):
        yield page("approvals:dossier", OFFICER, dossier.code, note=note)


def _awards_on_the_spine(world: Emulation) -> Iterator[Page]:
    yield page("approvals:search", OFFICER, note="a nominee", q=world.recipient.name)
    yield page("approvals:search", INSPECTOR, note="a nominee", q=world.recipient.name)
    yield page("approvals:dossier", OFFICER, world.waiting.dossier.code, note="nomination")
    yield page("approvals:dossier", DRAFTER, world.awarded.dossier.code, note="awarded")
    yield page("approvals:dossier", OFFICER, world.scored.code, note="score")
    yield page("approvals:dossier", HEAD, world.scored.code, note="score of a peer")
