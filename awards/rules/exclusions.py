"""What excludes an award whatever its own requirements are; each rests on a clause of the law.

The clause and whether the exclusion is in force come from the rulebook (`RuleKey`
award.check.<name>, registered in `awards.registration_types`), because the law changes.
"""

from collections.abc import Callable, Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from awards.enums import AwardForm, MatterKind, PaperKind, SubjectKind
from workflow_app.lib.text import fold

from .facts import Facts, Matter, PastAward
from .findings import Answer, Finding, Verdict, finding
from .waiting import again_from

EMULATION = "Luật Thi đua, khen thưởng 06/2022/QH15"
DECREE = "Nghị định 152/2025/NĐ-CP"
# name: what the rulebook calls it, and the clause it starts with
STANDING = {
    "pending": (
        gettext_lazy("Awards: nothing may be pending against the nominee"),
        f"{DECREE}, Điều 4 khoản 4",
    ),
    "after_discipline": (
        gettext_lazy("Awards: merit counts only from the end of a discipline"),
        f"{DECREE}, Điều 4 khoản 4",
    ),
    "same_achievement": (
        gettext_lazy("Awards: one achievement is commended once"),
        f"{EMULATION}, Điều 5",
    ),
    "initiative_once": (
        gettext_lazy("Awards: an initiative is used once for a title"),
        "Công văn 5007/BNV-TĐKT năm 2023",
    ),
    "dissolved": (
        gettext_lazy("Awards: none for a dissolved unit"),
        "Hướng dẫn thực hiện Thông tư 15/2025/TT-BNV",
    ),
    "posthumous": (
        gettext_lazy("Awards: the medal is not given posthumously"),
        "Thông tư 12/2024/TT-BNV, Điều 4 (áp dụng tương tự)",
    ),
    "no_basis": (
        gettext_lazy("Awards: thematic and ad-hoc awards are no basis for a higher one"),
        f"{DECREE}, Điều 4 khoản 3",
    ),
    "women": (
        gettext_lazy("Awards: one third less time for women in leading posts"),
        f"{DECREE}, Điều 4 khoản 7",
    ),
    "papers": (
        gettext_lazy("Awards: the papers of the checklist are present"),
        f"{EMULATION}, Điều 84 khoản 1",
    ),
}


def exclusions_of(facts: Facts) -> Iterator[Finding]:
    """Yield the findings that do not depend on the requirements, in the order people read them."""
    yield _subject(facts)
    for name, looks in LOOKS:
        if name in facts.standing:
            yield from looks(facts)
    if facts.rule.once_in_a_lifetime:
        yield _once(facts)
    if facts.rule.waiting_months:
        yield _waiting(facts)


def _answer(problem: str, met: str, otherwise: Answer = Answer.FAILED) -> Verdict:
    return Verdict(otherwise, problem) if problem else Verdict(Answer.MET, met)


def _subject(facts: Facts) -> Finding:
    wanted = str(SubjectKind(facts.rule.subject).label)
    problem = "" if facts.subject == facts.rule.subject else _("The nominee is of the other kind.")
    return finding(
        "subject",
        _("Kind of nominee"),
        _answer(problem, _("The award is for: %(kind)s.") % {"kind": wanted}),
        facts.rule.legal_basis,
    )


def _is_pending(matter: Matter, facts: Facts) -> bool:
    return matter.since <= facts.today and (matter.ended is None or matter.ended >= facts.today)


def _pending(facts: Facts) -> Iterator[Finding]:
    pending = [it for it in facts.matters if _is_pending(it, facts)]
    told = "; ".join(
        _("%(matter)s since %(day)s") % {"matter": it.label, "day": date_format(it.since, "d/m/Y")}
        for it in pending
    )
    problem = _("No proposal while it lasts: %(matters)s.") % {"matters": told} if told else ""
    yield finding(
        "pending",
        _("Nothing pending"),
        _answer(problem, _("No discipline, investigation, complaint or press report is pending.")),
        facts.standing["pending"],
        confidential=True,
    )
    unclear = [
        it
        for it in facts.matters
        if it.kind != MatterKind.DISCIPLINE
        and it.ended is not None
        and it.ended < facts.today
        and not it.is_cleared
        and it.ended >= facts.counts_from
    ]
    if unclear:
        told = "; ".join(it.label for it in unclear)
        yield finding(
            "pending_ended",
            _("Matters that have ended"),
            Verdict(
                Answer.JUDGE,
                _("Ended without being cleared: %(matters)s. Look at what was concluded.")
                % {"matters": told},
            ),
            facts.standing["pending"],
            confidential=True,
        )


def _after_discipline(facts: Facts) -> Iterator[Finding]:
    ends = [
        it.ended
        for it in facts.matters
        if it.kind == MatterKind.DISCIPLINE
        and not it.is_cleared
        and it.ended is not None
        and it.ended < facts.today
    ]
    last = max(ends, default=None)
    problem = ""
    if last is not None and facts.counts_from <= last:
        problem = _(
            "The discipline ended on %(day)s; merit counts only from then, the period begins on "
            "%(begin)s."
        ) % {"day": date_format(last, "d/m/Y"), "begin": date_format(facts.counts_from, "d/m/Y")}
    yield finding(
        "after_discipline",
        _("Merit after a discipline"),
        _answer(problem, _("No discipline cuts the counting period short.")),
        facts.standing["after_discipline"],
        confidential=True,
    )


def _same_achievement(facts: Facts) -> Iterator[Finding]:
    """The same award in an overlapping period, or two forms for one achievement."""
    near = [
        it for it in facts.history if it.is_own and it.overlaps(facts.counts_from, facts.counts_to)
    ]
    same = [it for it in near if it.award == facts.rule.award]
    forms = [
        it
        for it in near
        if it.award != facts.rule.award and it.form == AwardForm.FORM == facts.rule.form
    ]
    merit = fold(facts.citation)
    twice = [it for it in forms if merit and fold(it.citation) == merit]
    verdict = Verdict(Answer.MET, _("No other award for the same achievement."))
    if same or twice:
        verdict = Verdict(
            Answer.FAILED,
            _("The same achievement would be commended twice: %(awards)s.")
            % {"awards": _listed(same + twice)},
        )
    elif forms:
        verdict = Verdict(
            Answer.JUDGE,
            _(
                "Another form of commendation in the same period: %(awards)s. It may not be for the "
                "same achievement."
            )
            % {"awards": _listed(forms)},
        )
    yield finding(
        "same_achievement",
        _("One achievement, one award"),
        verdict,
        facts.standing["same_achievement"],
    )


def _listed(awards: list[PastAward]) -> str:
    return "; ".join(
        f"{it.name} ({date_format(it.counts_from, 'd/m/Y')} – {date_format(it.counts_to, 'd/m/Y')})"
        if it.is_granted
        else _("%(award)s (nomination under way)") % {"award": it.name}
        for it in awards
    )


def _initiative_once(facts: Facts) -> Iterator[Finding]:
    if not facts.initiative.strip():
        return
    own = [it for it in facts.initiative_uses if it.same_recipient]
    barred = [it for it in own if it.is_title and facts.is_title]
    noted = [it for it in facts.initiative_uses if it not in barred]
    verdict = Verdict(Answer.MET, _("The initiative was not used before."))
    if barred:
        verdict = Verdict(
            Answer.FAILED,
            _("The initiative was used already: %(uses)s.")
            % {"uses": "; ".join(it.where for it in barred)},
        )
    elif noted:
        verdict = Verdict(
            Answer.JUDGE,
            _("The initiative stands elsewhere too: %(uses)s. Look whether it is used twice.")
            % {"uses": "; ".join(it.where for it in noted)},
        )
    yield finding(
        "initiative_once",
        _("Initiative used once"),
        verdict,
        facts.standing["initiative_once"],
    )


def _dissolved(facts: Facts) -> Iterator[Finding]:
    if facts.subject != SubjectKind.COLLECTIVE:
        return
    day = facts.dissolved_on
    problem = ""
    if day is not None and day <= facts.today:
        problem = _("The unit existed until %(day)s.") % {"day": date_format(day, "d/m/Y")}
    yield finding(
        "dissolved",
        _("The unit exists"),
        _answer(problem, _("The unit exists.")),
        facts.standing["dissolved"],
    )


def _posthumous(facts: Facts) -> Iterator[Finding]:
    if facts.rule.form != AwardForm.MEDAL:
        return
    problem = _("The medal is not given posthumously.") if facts.is_posthumous else ""
    yield finding(
        "posthumous",
        _("Not posthumous"),
        _answer(problem, _("The nominee is not marked as deceased.")),
        facts.standing["posthumous"],
    )


def _earlier(facts: Facts) -> list[PastAward]:
    return [it for it in facts.history if it.award == facts.rule.award and it.is_granted]


def _once(facts: Facts) -> Finding:
    earlier = _earlier(facts)
    problem = ""
    if earlier:
        problem = _("Given once in a lifetime, and given in %(year)s.") % {"year": earlier[0].year}
    return finding(
        "once_in_a_lifetime",
        _("Once in a lifetime"),
        _answer(problem, _("Not given before.")),
        facts.rule.legal_basis,
    )


def _waiting(facts: Facts) -> Finding:
    last = max((it.day for it in _earlier(facts)), default=None)
    problem = ""
    if last is not None:
        again = again_from(last, facts.rule.waiting_months)
        if facts.today < again:
            problem = _("Last given on %(last)s; may be nominated again from %(again)s.") % {
                "last": date_format(last, "d/m/Y"),
                "again": date_format(again, "d/m/Y"),
            }
    return finding(
        "waiting",
        _("Time since the last award"),
        _answer(problem, _("No waiting period is running.")),
        facts.rule.legal_basis,
    )


def _papers(facts: Facts) -> Iterator[Finding]:
    for kind in facts.rule.checklist:
        label = str(PaperKind(kind).label)
        is_there = kind in facts.papers
        yield finding(
            f"paper.{kind}",
            _("Paper: %(paper)s") % {"paper": label},
            _answer("" if is_there else _("The paper is missing."), _("The paper is there.")),
            facts.standing["papers"],
        )


LOOKS: tuple[tuple[str, Callable[[Facts], Iterator[Finding]]], ...] = (
    ("pending", _pending),
    ("after_discipline", _after_discipline),
    ("same_achievement", _same_achievement),
    ("initiative_once", _initiative_once),
    ("dissolved", _dissolved),
    ("posthumous", _posthumous),
    ("papers", _papers),
)
