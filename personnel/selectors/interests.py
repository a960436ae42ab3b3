"""Whom a session should ask: members who are relatives of somebody whose seat is voted on."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from django.db.models import Q
from django.utils.translation import gettext as _

from personnel.enums import Relation
from personnel.models import Kinship
from workflow_app.approvals.models import Dossier
from workflow_app.ballots.questions import Concern
from workflow_app.lib.official import official_language
from workflow_app.organization.kinship import Kin
from workflow_app.organization.models import Person

from .proposals import changes_of, proposal_of


def kin_of_candidates(dossier: Dossier, people: Sequence[Person]) -> list[Concern]:
    """Return which of these members are recorded as relatives of whom, one concern per change.

    Whoever leaves counts as well as who enters. The reason is in Vietnamese: it is kept with the
    declaration. Three statements.
    """
    named: dict[int, list[str]] = defaultdict(list)
    for change in changes_of(proposal_of(dossier)):
        for person in {change.entering_id, change.leaving.person_id if change.leaving else None}:
            if person is not None:
                named[person].append(change.uid)
    members = {person.pk: person for person in people}
    return [
        Concern(members[kin.person], kin.reason, uid)
        for kin in kin_among(members, named)
        for uid in named.get(kin.of, ())
    ]


def kin_among(people: Collection[int], others: Collection[int]) -> list[Kin]:
    """Return which of these people are recorded as relatives of the others; one statement."""
    rows = (
        Kinship.objects.filter(
            Q(person__in=people, relative__in=others) | Q(person__in=others, relative__in=people)
        )
        .select_related("person", "relative")
        .order_by("pk")
    )
    with official_language():
        return [
            Kin(member, candidate, reason)
            for row in rows
            for member, candidate, reason in _both_ways(row)
            if member in people and candidate in others
        ]


def _both_ways(row: Kinship) -> list[tuple[int, int, str]]:
    """Return (member, candidate, reason) for either of the two being the member."""
    relation = str(Relation(row.relation).label)
    return [
        (
            row.relative_id,
            row.person_id,
            _("%(relation)s of %(person)s") % {"relation": relation, "person": row.person},
        ),
        (
            row.person_id,
            row.relative_id,
            _("Relative: %(person)s (%(relation)s)")
            % {"person": row.relative, "relation": relation[:1].lower() + relation[1:]},
        ),
    ]
