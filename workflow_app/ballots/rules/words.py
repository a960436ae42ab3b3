"""The rule and its arithmetic in words, both from the same numbers."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workflow_app.ballots.enums import Abstention, Denominator, FinalSay, TieRule

from .rule import DecisionRule
from .shares import threshold_words


def rule_sentence(rule: DecisionRule) -> str:
    """Say by what a vote is adopted, for the chair before the vote and for the minutes."""
    return _("Adopted by %(share)s of %(base)s, when %(quorum)s of the members take part.") % {
        "share": threshold_words(rule.threshold),
        "base": rule.denominator.label,
        "quorum": threshold_words(rule.quorum),
    }


def rule_details(rule: DecisionRule) -> list[str]:
    """Say the rest of the rule, one sentence for each thing that may matter."""
    return [str(sentence) for sentence in (*_who_counts(rule), *_what_follows(rule))]


def _who_counts(rule: DecisionRule) -> Iterator[str]:
    yield _("Secret ballot.") if rule.is_secret else _("Open vote: the record names who voted how.")
    if rule.absent_in_writing:
        yield _("Absent members may hand in in writing and then take part.")
    else:
        yield _("Only members who take part in the session hand in.")
    if rule.abstention == Abstention.LEFT_OUT:
        yield _("Who has no opinion leaves the number that the share is taken of.")
    else:
        yield _("Who has no opinion stays in the number that the share is taken of.")
    if rule.recusal_leaves_denominator:
        yield _("Recused members leave the number of members and the quorum.")
    else:
        yield _("Recused members stay in the number of members and in the quorum.")
    if rule.candidates_vote:
        yield _("Candidates vote on themselves.")
    else:
        yield _("Candidates do not vote on themselves.")


def _what_follows(rule: DecisionRule) -> Iterator[str]:
    yield _("If more pass than there are seats, the highest are taken first.")
    yield _("Equal votes at the last seat: %(tie)s.") % {"tie": rule.tie.label}
    if rule.repeats_missed:
        yield _("What misses the share is voted again.")
    if rule.tie == TieRule.SECOND_RUN or rule.repeats_missed:
        yield ngettext("One ballot at most.", "%(runs)s ballots at most.", rule.runs) % {
            "runs": rule.runs
        }
        if rule.then == FinalSay.NOBODY:
            yield _("What is open after that is not adopted.")
        else:
            yield _("What is open after that is decided by %(who)s.") % {"who": rule.then.label}
    if rule.is_secret and rule.small_body:
        yield ngettext(
            "A warning comes before a secret ballot of one voter.",
            "A warning comes before a secret ballot of %(voters)s voters or fewer.",
            rule.small_body,
        ) % {"voters": rule.small_body}


def result_sentence(rule: DecisionRule, figures: Mapping[str, int]) -> str:
    """Say the arithmetic of a count from the figures of its verdict.

    Figures stored before a kind of number existed are read as having none of it.
    """
    return _(
        "%(part)s of %(total)s members took part (at least %(quorum)s had to); in favour %(yes)s, "
        "against %(no)s, no opinion %(abstain)s, invalid %(invalid)s; %(share)s of "
        "%(base_number)s (%(base)s) needs %(needed)s."
    ) % {
        "part": figures["taking_part"],
        "total": figures.get("quorum_base", figures["eligible"]),
        "quorum": figures["quorum_needed"],
        "yes": figures["yes"],
        "no": figures["no"],
        "abstain": figures["abstain"],
        "invalid": figures.get("invalid", 0),
        "share": threshold_words(rule.threshold),
        "base_number": figures["base"],
        "base": base_words(rule, figures),
        "needed": figures["votes_needed"],
    }


def base_words(rule: DecisionRule, figures: Mapping[str, int]) -> str:
    """Say of whom the share is taken, and who was left out of them."""
    out = []
    counts_members = rule.denominator in (Denominator.ALL_MEMBERS, Denominator.CONVENED)
    if counts_members and rule.recusal_leaves_denominator and figures["recused"]:
        out.append(_("%(number)s recused") % {"number": figures["recused"]})
    if counts_members and figures.get("lapsed"):
        out.append(_("%(number)s whose seat ended") % {"number": figures["lapsed"]})
    if rule.abstention == Abstention.LEFT_OUT and figures["abstain"]:
        out.append(_("%(number)s without an opinion") % {"number": figures["abstain"]})
    label = str(rule.denominator.label)
    if not out:
        return label
    return _("%(base)s without %(who)s") % {"base": label, "who": ", ".join(out)}


def need_words(rule: DecisionRule, base: int) -> str:
    """Say what the share means for a number: "at least 80 % of 17 needs 14"."""
    return _("%(share)s of %(number)s needs %(needed)s") % {
        "share": threshold_words(rule.threshold),
        "number": base,
        "needed": rule.threshold.needed(base),
    }
