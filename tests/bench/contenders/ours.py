"""Ours: the real services on a real plan; revision, decision, audit chain and worklist are kept.

What is measured is the service call, as a view makes it after it has loaded session, user and
dossier.
"""

from collections.abc import Iterator
from functools import partial

from tests.bench.federation import Federation, add_cluster, open_year
from tests.bench.measuring import Case
from workflow_app.approvals.enums import Outcome, Stance
from workflow_app.approvals.models import Dossier, Opinion
from workflow_app.approvals.services.consultations import give_opinion
from workflow_app.approvals.services.decisions import decide
from workflow_app.organization.models import Unit


class Ours:
    """A federation with enough fresh plans, each reviewed by the same number of units."""

    name = "ours"

    def __init__(self, federation: Federation, *, cases: int, reviewers: int = 11) -> None:
        self.federation = federation
        self.authors = self._prepare(cases, reviewers)

    def _prepare(self, cases: int, reviewers: int) -> Iterator[tuple[Unit, list[Unit], int]]:
        known = len(self.federation.clusters)
        authors: list[tuple[Unit, list[Unit]]] = []
        while len(authors) < cases:
            add_cluster(self.federation, reviewers + 1)
            clusters = self.federation.clusters[known:]
            authors = [
                (unit, [other for other in units if other is not unit])
                for __, units in clusters
                for unit in units[2:]
            ]
        dossiers = open_year(self.federation)
        return iter([(unit, others, dossiers[unit.pk].pk) for unit, others in authors])

    def case(self) -> Case:
        """Submit, sign, every reviewer answers, endorse, appraise."""
        unit, reviewers, pk = next(self.authors)
        people = self.federation
        yield "submit", self._decide(pk, "draft", Outcome.SUBMITTED, people.drafter_of(unit))
        yield (
            "sign, opening the review",
            self._decide(pk, "sign", Outcome.SIGNED, people.head_of(unit)),
        )
        opinions = dict(
            Opinion.objects.filter(round__dossier=pk, round__state="open").values_list("unit", "pk")
        )
        for number, reviewer in enumerate(reviewers, 1):
            yield (
                "last answer" if number == len(reviewers) else "answer",
                partial(
                    give_opinion,
                    opinion_id=opinions[reviewer.pk],
                    user=people.head_of(reviewer),
                    stance=Stance.AGREE,
                ),
            )
        yield "endorse", self._decide(pk, "endorse", Outcome.ENDORSED, people.head_of(reviewers[0]))
        yield (
            "appraise",
            self._decide(pk, "appraise_content", Outcome.APPRAISED, people.user("appraiser")),
        )

    def _decide(self, pk: int, step: str, outcome: Outcome, user: object) -> partial[object]:
        """Load the dossier as the page does, outside the measure; the service reads it again."""
        dossier = Dossier.objects.select_related("unit", "cluster", "revision").get(pk=pk)
        return partial(decide, dossier=dossier, step=step, outcome=outcome, user=user)
