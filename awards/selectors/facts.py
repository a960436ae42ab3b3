"""Facts about many nominations, read with a constant number of statements."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection

from django.db.models import Count, F, Q
from django.utils.functional import cached_property

from awards.enums import AwardState, Sex
from awards.models import AwardRule, Matter, Nomination, NominationPaper, YearRating
from awards.rules import facts as pure
from awards.rules.exclusions import STANDING
from awards.rules.figures import MEMBERS
from awards.rules.quota import PER_CLUSTER
from workflow_app.approvals.enums import Stage
from workflow_app.rulebook.selectors import rules_on

from .history import Family, Held, families_of, histories_of
from .types import award_names

ENDED_WITHOUT = (Stage.REJECTED, Stage.CANCELLED)


def rule_key(name: str) -> str:
    """Return the rulebook's key of an exclusion."""
    return f"award.check.{name}"


def standing_on(day: dt.date) -> dict[str, str]:
    """Return the exclusions in force on a day with their legal basis."""
    found = rules_on(*(rule_key(name) for name in STANDING), on=day)
    return {name: it.legal_basis for name in STANDING if (it := found[rule_key(name)]).value}


class FactBook:
    """Everything the checks of these nominations need, read once."""

    def __init__(self, nominations: Collection[Nomination], day: dt.date) -> None:
        self.day = day
        recipients = {it.recipient_id: it.recipient for it in nominations}.values()
        self.families = families_of(recipients)
        self.held = {
            pk: [
                (held.award.nomination_id, _past_award(held))
                for held in history
                if held.award.state == AwardState.VALID
            ]
            for pk, history in histories_of(recipients, self.families).items()
        }
        self.standing = standing_on(day)
        self.names = award_names()
        rows = {pk for family in self.families.values() for pk in family.own}
        self.matters: dict[int, list[Matter]] = defaultdict(list)
        for matter in Matter.objects.filter(recipient__in=rows):
            self.matters[matter.recipient_id].append(matter)
        self.ratings: dict[int, list[YearRating]] = defaultdict(list)
        for rating in YearRating.objects.filter(recipient__in=rows).order_by("pk"):
            self.ratings[rating.recipient_id].append(rating)
        self.papers: dict[int, set[str]] = defaultdict(set)
        papers = NominationPaper.objects.filter(
            nomination__in=[it.pk for it in nominations], withdrawn_at__isnull=True
        )
        for pk, kind in papers.order_by().values_list("nomination", "kind"):
            self.papers[pk].add(kind)
        self._read_other_nominations(nominations, rows)
        self._asked = {(it.campaign_id, it.award_type_id) for it in nominations}

    @cached_property
    def _received(self) -> dict[tuple[int, int], Counter[int | None]]:
        """How many nominations were received, by campaign and award, then by cluster.

        Read only where a quota is shared out without a cluster's choice.
        """
        found: dict[tuple[int, int], Counter[int | None]] = defaultdict(Counter)
        rows = (
            Nomination.objects.filter(
                campaign__in={campaign for campaign, __ in self._asked},
                award_type__in={award for __, award in self._asked},
                received_on__isnull=False,
            )
            .exclude(dossier__stage__in=ENDED_WITHOUT)
            .order_by()
            .values_list("campaign", "award_type", "dossier__cluster")
            .annotate(number=Count("pk"))
        )
        for campaign, award, cluster, number in rows:
            found[campaign, award][cluster] += number
        return found

    def _rivals(self, nomination: Nomination, rule: pure.RuleFacts) -> int:
        """Count the nominations for the same places, this one among them."""
        if not rule.counts_rivals or rule.quota is None:
            return 0
        received = self._received[nomination.campaign_id, nomination.award_type_id]
        in_cluster = rule.quota["kind"] == PER_CLUSTER
        number = received[nomination.dossier.cluster_id] if in_cluster else received.total()
        return number + (nomination.received_on is None)

    def _read_other_nominations(
        self, nominations: Collection[Nomination], rows: Collection[int]
    ) -> None:
        """Read those of the same recipients without an award yet, and of the same initiatives."""
        numbers = {it.initiative_number.strip() for it in nominations} - {""}
        found = (
            Nomination.objects.filter(
                Q(recipient__in=rows, award__isnull=True) | Q(initiative_number__in=numbers)
            )
            .exclude(dossier__stage__in=ENDED_WITHOUT)
            .select_related("dossier", "award_type", "campaign")
            .annotate(has_brought=F("award"))
        )
        self.others: dict[int, list[Nomination]] = defaultdict(list)
        self.by_initiative: dict[str, list[Nomination]] = defaultdict(list)
        for other in found:
            if other.recipient_id in rows and other.has_brought is None:
                self.others[other.recipient_id].append(other)
            if other.initiative_number.strip() in numbers:
                self.by_initiative[other.initiative_number.strip()].append(other)

    def of(self, nomination: Nomination, rule: AwardRule) -> pure.Facts:
        """Return the facts of one nomination under a version of the rule."""
        recipient = nomination.recipient
        family = self.families[recipient.pk]
        ratings = [it for pk in sorted(family.own) for it in self.ratings[pk]]
        completions = {it.year: it.completion for it in ratings if it.completion}
        if nomination.completion:
            completions[nomination.counts_to.year] = nomination.completion
        titles: dict[int, list[str]] = defaultdict(list)
        for rating in ratings:
            titles[rating.year] += rating.titles
        figures = dict(nomination.figures)
        if recipient.members:
            figures.setdefault(MEMBERS, recipient.members)
        unit, asked = recipient.unit, rule_facts(rule)
        return pure.Facts(
            rule=asked,
            rivals=self._rivals(nomination, asked),
            today=self.day,
            counts_from=nomination.counts_from,
            counts_to=nomination.counts_to,
            subject=recipient.kind,
            is_woman=recipient.sex == Sex.FEMALE,
            is_posthumous=recipient.is_posthumous,
            dissolved_on=unit.valid_to if unit else None,
            completions=completions,
            titles=titles,
            history=[*self._held(nomination), *self._under_way(nomination, family)],
            matters=[_matter(it) for pk in sorted(family.own) for it in self.matters[pk]],
            figures=figures,
            citation=nomination.citation,
            initiative=nomination.initiative,
            initiative_number=nomination.initiative_number,
            initiative_uses=self._uses(nomination, family),
            cluster_result=nomination.cluster_result,
            in_cluster=nomination.dossier.cluster_id is not None,
            papers=frozenset(self.papers[nomination.pk]),
            award_names=self.names,
            standing=self.standing,
        )

    def _held(self, nomination: Nomination) -> list[pure.PastAward]:
        """What stands to the nominee's name, but for what this nomination itself has brought."""
        held = self.held[nomination.recipient_id]
        return [award for brought_by, award in held if brought_by != nomination.pk]

    def _under_way(self, nomination: Nomination, family: Family) -> list[pure.PastAward]:
        """Other nominations without an award yet; another unit's only once it was received."""
        found = []
        for other in (it for pk in sorted(family.own) for it in self.others[pk]):
            known = other.received_on or other.dossier.unit_id == nomination.dossier.unit_id
            if other.pk == nomination.pk or not known:
                continue
            found.append(
                pure.PastAward(
                    award=other.award_type.code,
                    name=other.award_type.name,
                    form=other.award_type.form,
                    year=other.counts_to.year,
                    counts_from=other.counts_from,
                    counts_to=other.counts_to,
                    occasion=other.campaign.occasion,
                    citation=other.citation,
                    is_granted=False,
                )
            )
        return found

    def _uses(self, nomination: Nomination, family: Family) -> list[pure.InitiativeUse]:
        number = nomination.initiative_number.strip()
        return [
            pure.InitiativeUse(
                where=f"{other.award_type.name} ({other.counts_to.year})",
                is_title=other.award_type.form == "title",
                same_recipient=other.recipient_id in family.own,
            )
            for other in (self.by_initiative[number] if number else ())
            if other.pk != nomination.pk
        ]


def rule_facts(rule: AwardRule) -> pure.RuleFacts:
    """Return a version as the pure rules read it."""
    award_type = rule.award_type
    return pure.RuleFacts(
        award=award_type.code,
        award_name=award_type.name,
        form=award_type.form,
        subject=award_type.subject,
        legal_basis=rule.legal_basis,
        requirements=rule.requirements,
        checklist=rule.checklist,
        waiting_months=rule.waiting_months,
        once_in_a_lifetime=rule.once_in_a_lifetime,
        quota=rule.quota,
        via_cluster=rule.via_cluster,
    )


def _matter(row: Matter) -> pure.Matter:
    return pure.Matter(
        kind=row.kind,
        label=row.get_kind_display(),
        since=row.since,
        ended=row.ended,
        is_cleared=row.is_cleared,
    )


def _past_award(held: Held) -> pure.PastAward:
    award = held.award
    campaign = award.decision.campaign
    return pure.PastAward(
        award=award.award_type.code,
        name=award.award_type.name,
        form=award.award_type.form,
        year=award.year,
        counts_from=award.counts_from or dt.date(award.year, 1, 1),
        counts_to=award.counts_to or dt.date(award.year, 12, 31),
        granted_on=award.decision.decided_on,
        occasion=campaign.occasion if campaign else "",
        citation=award.citation,
        holder=award.name,
        is_own=held.is_own,
    )
