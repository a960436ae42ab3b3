"""Hand-written state fields through the ORM."""

from functools import partial

from django.contrib.auth.models import Group, Permission

from tests.bench.measuring import Case
from tests.bench.plain import services
from tests.bench.plain.models import Request

from .people import accounts, fresh

TITLE = "Kế hoạch công tác năm 2027"


class Plain:
    """A cluster is a group of accounts; who may decide has Django's permission."""

    name = "hand-written ORM"

    def __init__(self, *, reviewers: int = 11) -> None:
        self.users = accounts(["plain-drafter", "plain-head", "plain-cluster", "plain-office"])
        self.ask(reviewers)
        for name, verb in (("head", "sign"), ("cluster", "endorse"), ("office", "appraise")):
            allowed = Permission.objects.get(
                codename=f"{verb}_request", content_type__app_label="plain"
            )
            self.users[f"plain-{name}"].user_permissions.add(allowed)

    def ask(self, reviewers: int) -> None:
        """Let a cluster of this many review the cases that follow."""
        names = [f"plain-reviewer-{number}" for number in range(reviewers)]
        found = accounts(names)
        self.reviewers = [found[name] for name in names]
        self.cluster = Group.objects.create(name=f"plain-{reviewers}")
        self.cluster.user_set.set(self.reviewers)

    def case(self) -> Case:
        made: list[Request] = []
        drafter = fresh(self.users["plain-drafter"])
        yield (
            "submit",
            lambda: made.append(
                services.submit(title=TITLE, author=drafter, cluster_id=self.cluster.pk)
            ),
        )
        pk = made[0].pk
        yield (
            "sign, opening the review",
            partial(services.sign, pk=pk, user=fresh(self.users["plain-head"])),
        )
        for number, reviewer in enumerate(self.reviewers, 1):
            kind = "last answer" if number == len(self.reviewers) else "answer"
            yield kind, partial(services.answer, pk=pk, user=fresh(reviewer), stance="agree")
        yield "endorse", partial(services.endorse, pk=pk, user=fresh(self.users["plain-cluster"]))
        yield "appraise", partial(services.appraise, pk=pk, user=fresh(self.users["plain-office"]))
