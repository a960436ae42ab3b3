"""Bare statements through Django's cursor: the floor under every ORM."""

from functools import partial

from tests.bench.measuring import Case
from tests.bench.plain import sql

from .plain import TITLE, Plain


class Bare:
    """On the same tables and with the same people as the hand-written ORM."""

    name = "bare SQL"

    def __init__(self, plain: Plain) -> None:
        self.author = plain.users["plain-drafter"].pk
        self.reviewers = [user.pk for user in plain.reviewers]
        self.cluster = plain.cluster.pk

    def case(self) -> Case:
        made: list[int] = []
        yield (
            "submit",
            lambda: made.append(sql.submit(title=TITLE, author=self.author, cluster=self.cluster)),
        )
        (pk,) = made
        yield "sign, opening the review", partial(sql.sign, pk=pk)
        asked = len(self.reviewers)
        for number, user in enumerate(self.reviewers, 1):
            kind = "last answer" if number == asked else "answer"
            yield kind, partial(sql.answer, pk=pk, user=user, asked=asked)
        for kind, before, after in (
            ("endorse", "endorsing", "appraising"),
            ("appraise", "appraising", "approved"),
        ):
            yield kind, partial(sql.move, pk=pk, before=before, after=after)
