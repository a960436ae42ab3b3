"""Whether a nominee meets the rule of an award: facts in, findings out, each quoting its clause.

Pure: no database, no clock. The same facts give the same findings in the same order.
"""

from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from .exclusions import exclusions_of
from .facts import Facts
from .findings import Answer, Finding, Verdict, finding, is_eligible, told_to_drafters
from .quota import places
from .requirements import CHECKS, Row

__all__ = ["Facts", "Finding", "findings_of", "is_eligible", "told_to_drafters"]

WAYS = "ways"


def findings_of(facts: Facts) -> list[Finding]:
    """Check one nomination: its requirements first, then what excludes any award.

    The alternatives of a rule ("any one of") make one finding: met when all rows of one way are
    met, for people to judge when the rest of a way is, else in the way.
    """
    return [*_requirements(facts), *_quota(facts), *exclusions_of(facts)]


def _quota(facts: Facts) -> Iterator[Finding]:
    """More nominations than places stop nobody: the bodies that vote choose. It is to be seen.

    How many others there are is not said: units read this, and nominations are confidential.
    """
    if not facts.rule.counts_rivals:
        return
    verdict = Verdict(Answer.MET, _("There are no more nominations than places."))
    if facts.rivals > places(facts.rule.quota, candidates=facts.rivals):
        verdict = Verdict(
            Answer.JUDGE,
            _("There are more nominations than places; those with the most votes come first."),
        )
    yield finding("quota", _("Quota"), verdict, _basis(facts))


def _requirements(facts: Facts) -> Iterator[Finding]:
    seen: Counter[str] = Counter()
    ways: dict[int, list[Row]] = {}
    for row in facts.rule.requirements:
        if way := int(row.get("way") or 0):
            ways.setdefault(way, []).append(row)
            continue
        check = CHECKS[row["check"]]
        seen[check.name] += 1
        name = check.name if seen[check.name] == 1 else f"{check.name}.{seen[check.name]}"
        yield finding(
            name, str(check.label), check.judge(row, facts), row.get("basis") or _basis(facts)
        )
    if ways:
        yield _ways(facts, [ways[key] for key in sorted(ways)])


def _basis(facts: Facts) -> str:
    return facts.rule.legal_basis


def _ways(facts: Facts, ways: list[list[Row]]) -> Finding:
    verdicts = [[CHECKS[row["check"]].judge(row, facts) for row in rows] for rows in ways]
    answers = [_worst(rows) for rows in verdicts]
    order = (Answer.MET, Answer.JUDGE, Answer.FAILED)
    best = min(range(len(ways)), key=lambda i: (order.index(answers[i]), i))
    answer = answers[best]
    if answer == Answer.FAILED:
        told = " ".join(
            f"({number}) {' '.join(it.text for it in rows)}"
            for number, rows in enumerate(verdicts, 1)
        )
        text = _("None of the ways to this award is met: %(ways)s") % {"ways": told}
    else:
        text = " ".join(it.text for it in verdicts[best])
    bases = [str(row["basis"]) for row in ways[best] if row.get("basis")]
    basis = "; ".join(dict.fromkeys(bases)) or _basis(facts)
    return finding(WAYS, _("One of several ways"), Verdict(answer, text), basis)


def _worst(verdicts: list[Verdict]) -> Answer:
    answers = {it.answer for it in verdicts}
    if Answer.FAILED in answers:
        return Answer.FAILED
    return Answer.JUDGE if Answer.JUDGE in answers else Answer.MET
