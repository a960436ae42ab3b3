"""One decision for many: number, list, ordinals, money; all of it or nothing."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from awards import papers
from awards.models import Award, AwardCampaign, AwardDecision, AwardRule, Nomination
from awards.notices_register import tell_of_decision
from awards.performers import award_secretariat
from awards.selectors import issuing as selectors
from awards.selectors.nominations import rule_in_force
from awards.selectors.paying import pay
from awards.selectors.types import base_salary_on
from workflow_app.accounts.models import User
from workflow_app.approvals.announcing import tell_of_many, told_together
from workflow_app.approvals.enums import Outcome, Stage
from workflow_app.approvals.errors import ConflictError, IncompleteError
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.services.decisions import decide
from workflow_app.approvals.steps import EffectContext
from workflow_app.audit.services import gathered, record
from workflow_app.lib.dates import decree30_date
from workflow_app.lib.official import official_language
from workflow_app.lib.text import search_text
from workflow_app.organization.selectors.directory import organisation_name
from workflow_app.papers.documents import page_content
from workflow_app.papers.pages import Page
from workflow_app.papers.services import issue_paper

STEP = "issue"
LISTED = 8  # codes named in a refusal
NO_NUMBER = "……"  # where the list of a draft will name the decision's number


@dataclass(frozen=True, slots=True)
class Signing:
    """Who signs a decision, under which lines, on which day."""

    signer: str
    title: str
    day: dt.date


@transaction.atomic
@gathered()
def issue_decision(
    *,
    dossiers: Sequence[Dossier],
    signer: str,
    signer_title: str,
    issued_on: dt.date,
    user: User,
) -> AwardDecision:
    """Number one decision for all these nominations and enter them into the register.

    `dossiers` come in the order of the list: their places become the ordinals, which never change
    afterwards. All are of one campaign and wait to be issued. Raises NotAllowedError,
    ConflictError or IncompleteError; then nothing was numbered.
    """
    keys = [dossier.pk for dossier in dossiers]
    list(Dossier.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk"))
    signing = Signing(signer.strip(), signer_title, issued_on)
    nominations = require_issuable(dossiers, signing)
    with official_language():
        awards, base = _granted(nominations, issued_on)
        decision = _number(awards, signing, base, user)
    Award.objects.bulk_create(awards)
    with told_together("work_arrived"):
        for nomination in nominations:
            decide(
                dossier=nomination.dossier,
                step=STEP,
                outcome=Outcome.ISSUED,
                user=user,
                data={"decision": decision.pk},
            )
    tell_of_many(tell_of_decision, decision=decision.pk)
    record(
        action="award.decided",
        actor=user,
        object=decision,
        data={"number": decision.number, "awards": len(awards)},
    )
    return decision


def draft_of(
    *, dossiers: Sequence[Dossier], signer: str, signer_title: str, issued_on: dt.date
) -> Page:
    """Return the decision as it would be, with room for its number; nothing is written.

    Raises ConflictError or IncompleteError where it could not be issued like this.
    """
    signing = Signing(signer.strip(), signer_title, issued_on)
    nominations = require_issuable(dossiers, signing)
    with official_language():
        awards, base = _granted(nominations, issued_on)
        page = _page(awards, signing, base)
    date = decree30_date(issued_on)
    page = page.with_annexes_of(NO_NUMBER, date=date)
    return replace(page, place_and_date=f"{papers.PLACE}, {date}")


def enter_register(context: EffectContext) -> None:
    """The nomination's award stands in the register; alone it cannot be issued."""
    entered = Award.objects.filter(
        nomination__dossier=context.dossier, decision=context.data.get("decision")
    )
    if not entered.exists():
        raise IncompleteError(_("Awards are issued together, by one decision with its list."))


def require_issuable(dossiers: Sequence[Dossier], signing: Signing) -> list[Nomination]:
    """Make sure that one decision could grant all of these today; return them as they are listed."""
    nominations = _nominations(dossiers)
    require_date(signing.day, [nomination.dossier for nomination in nominations])
    if not signing.signer:
        raise IncompleteError(_("The signer of the decision is missing."))
    return nominations


def require_date(issued_on: dt.date, dossiers: Sequence[Dossier]) -> None:
    """A paper is not dated ahead, nor before what it says was decided."""
    if issued_on > timezone.localdate():
        raise IncompleteError(_("A paper is not dated ahead."))
    decided = max(timezone.localdate(dossier.stage_since) for dossier in dossiers)
    if issued_on < decided:
        raise IncompleteError(_("The decision was taken later than this day."))


def _nominations(dossiers: Sequence[Dossier]) -> list[Nomination]:
    """Return their nominations in the order asked for; all must wait for one decision."""
    keys = [dossier.pk for dossier in dossiers]
    if not keys or len(set(keys)) != len(keys):
        raise IncompleteError(_("Choose the nominations of the decision, each once."))
    found = {
        nomination.dossier_id: nomination
        for nomination in selectors.with_names(Nomination.objects.filter(dossier__in=keys))
    }
    gone = [
        dossier.code
        for dossier in dossiers
        if dossier.pk not in found or found[dossier.pk].dossier.stage != Stage.ISSUING
    ]
    if gone:
        raise ConflictError(
            _("These no longer wait to be issued: %(codes)s.")
            % {"codes": ", ".join(gone[:LISTED]) + ("…" if len(gone) > LISTED else "")}
        )
    if len({nomination.campaign_id for nomination in found.values()}) > 1:
        raise IncompleteError(_("One decision is for the nominations of one campaign."))
    return [found[key] for key in keys]


def _granted(nominations: Sequence[Nomination], day: dt.date) -> tuple[list[Award], int | None]:
    """Return the awards as they will stand in the register, with the base salary of the day."""
    base = base_salary_on(day)
    awards = [
        _award(nomination, _rule_of(nomination, day), ordinal)
        for ordinal, nomination in enumerate(nominations, start=1)
    ]
    pay(awards, base_salary=base)
    return awards, base


def _rule_of(nomination: Nomination, day: dt.date) -> AwardRule | None:
    return nomination.rule or rule_in_force(nomination.award_type_id, day)


def _award(nomination: Nomination, rule: AwardRule | None, ordinal: int) -> Award:
    """Return the award as it will stand in the register, not saved; money comes after."""
    name, details = selectors.name_on_paper(nomination.recipient)
    year = nomination.campaign.year
    citation = nomination.citation.strip() or selectors.usual_citation(year)
    return Award(
        ordinal=ordinal,
        nomination=nomination,
        award_type=nomination.award_type,
        recipient=nomination.recipient,
        name=name,
        details=details,
        citation=citation,
        citation_foreign=nomination.citation_foreign.strip(),
        year=year,
        counts_from=nomination.counts_from,
        counts_to=nomination.counts_to,
        coefficient=rule.coefficient if rule else 0,
    )


def _number(awards: list[Award], signing: Signing, base: int | None, user: User) -> AwardDecision:
    """Write the paper and the decision, and give it to the awards."""
    page = _page(awards, signing, base)
    campaign = _campaign_of(awards)
    paper = issue_paper(
        series=papers.SERIES,
        symbol=papers.SYMBOL,
        document_type=papers.DOCUMENT_TYPE,
        subject=page.subject,
        issued_on=signing.day,
        signer=signing.signer,
        signer_title=signing.title,
        content=page_content(page, **_facts(awards, campaign.presidium.name, campaign.year)),
        user=user,
        dossier_code="",
    )
    decision = AwardDecision.objects.create(
        campaign=campaign,
        paper=paper,
        number=paper.notation,
        decided_on=signing.day,
        year=campaign.year,
        base_salary=base,
    )
    for award in awards:
        award.decision = decision
        award.search_text = search_text(
            award.name, award.details, award.award_type.name, paper.notation
        )
    return decision


def _page(awards: Sequence[Award], signing: Signing, base: int | None) -> Page:
    """Word the decision."""
    campaign = _campaign_of(awards)
    nominations = [award.nomination for award in awards if award.nomination is not None]
    return papers.decision_page(
        awards=awards,
        year=campaign.year,
        hand=hand_of(campaign.presidium.name, signing.signer, signing.title),
        voted_on=selectors.votes_on([nomination.dossier_id for nomination in nominations]),
        bases=[rule.legal_basis for one in nominations if (rule := one.rule) is not None],
        base_salary=base,
    )


def _campaign_of(awards: Sequence[Award]) -> AwardCampaign:
    nomination = awards[0].nomination
    if nomination is None:
        raise TypeError("what is issued here was nominated")
    return nomination.campaign


def hand_of(issuer: str, signer: str, signer_title: str) -> papers.Hand:
    """Return who decides and signs, with the names that every decision on awards bears."""
    return papers.Hand(
        organisation=organisation_name(),
        issuer=issuer,
        department=award_secretariat().name,
        signer=signer,
        signer_title=signer_title,
    )


def _facts(awards: Sequence[Award], body: str, year: int) -> dict[str, Any]:
    """Return what machines read of the paper: which revisions of which dossiers were granted."""
    rows = []
    for award in awards:
        dossier = award.nomination.dossier if award.nomination else None
        revision = dossier.revision if dossier else None
        rows.append(
            {
                "ordinal": award.ordinal,
                "dossier": dossier.code if dossier else "",
                "revision": revision.number if revision else 0,
                "revision_sha256": revision.sha256 if revision else "",
                "award": award.award_type.code,
                "amount": award.amount,
            }
        )
    return {"body": body, "year": year, "awards": rows}
