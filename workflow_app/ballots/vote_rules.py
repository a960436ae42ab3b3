"""Rules of votes in the rulebook: read, said, worked out, and typed in plain fields."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workflow_app.rulebook.keys import RULES, register_rule
from workflow_app.rulebook.selectors import RuleInForce
from workflow_app.rulebook.units import Meaning, register_unit

from .rules import (
    DecisionRule,
    Roll,
    RuleError,
    Tally,
    judge,
    need_words,
    rule_details,
    rule_sentence,
    share_text,
    threshold_of,
)
from .rules.defaults import VOTE, VOTE_RULES
from .rules.rule import ENUMS, LARGEST_SMALL_BODY, MOST_RUNS, NUMBERS, SWITCHES, VERSION
from .rules.shares import AT_LEAST, MORE_THAN
from .rules.stored import GENERAL, inherited, resolve
from .share_field import ShareField

AWARD_COUNCIL = 17
BODIES = (5, 9, AWARD_COUNCIL, 134)
"""A council of five, one of nine, the award council, the Presidium of the sixth term."""
GENERALLY = "general"


class VoteRuleUnit:
    """The unit "vote": a `DecisionRule`, with null for a share of the general rules."""

    rests_on = tuple(GENERAL.values())

    def check(self, value: Any) -> None:
        """Refuse what is no rule of votes; the general shares stand in where it has none."""
        general = {
            key: RuleInForce(key, RULES[key].default, RULES[key].legal_basis)
            for key in self.rests_on
        }
        try:
            resolve(value, "", general)
        except RuleError as refusal:
            raise ValidationError(str(refusal)) from refusal

    def words(self, value: Any, in_force: Mapping[str, RuleInForce]) -> str:
        """Say by what a vote is adopted, and whether it is secret."""
        rule = resolve(value, "", in_force)
        return f"{rule_sentence(rule)} {rule_details(rule)[0]}"

    def meaning(self, value: Any, in_force: Mapping[str, RuleInForce]) -> Meaning:
        """Say the whole rule, and work it out for bodies of some sizes."""
        rule = resolve(value, "", in_force)
        example = need_words(rule, AWARD_COUNCIL)
        sentences = [
            rule_sentence(rule),
            _("For example: %(words)s.") % {"words": example},
            *rule_details(rule),
        ]
        if inherited(value):
            sentences.append(_("What has no share of its own follows the general rules."))
        return Meaning(
            sentences=sentences,
            caption=_("Worked out for bodies of some sizes"),
            headings=[
                _("Body"),
                _("Must take part"),
                _("In favour, if all vote"),
                _("In favour, if just enough vote"),
                _("In favour, if one is recused"),
            ],
            rows=[_worked(rule, members) for members in BODIES],
        )

    def groups(self, current: Any) -> dict[str, dict[str, forms.Field]]:
        """Return the plain fields under their headings."""
        return {
            _("What is needed"): {
                **_share_fields(
                    "threshold", _("Votes in favour"), _("Share of votes in favour"), current
                ),
                "denominator": _choice(_("The share is taken of"), "denominator", current),
            },
            _("Quorum"): _share_fields(
                "quorum", _("Members who take part"), _("Share of members"), current
            ),
            _("How it is voted"): {
                "secrecy": _choice(_("Open or secret"), "secrecy", current),
                "absent_in_writing": _yes_no(
                    _("Absent members may hand in in writing"), "absent_in_writing", current
                ),
                "abstention": _choice(_("Those without an opinion"), "abstention", current),
                "small_body": forms.IntegerField(
                    label=_("Warn before a secret ballot of so few voters"),
                    help_text=_(
                        "When all vote alike, everybody knows how each of them voted. 0 for never."
                    ),
                    min_value=0,
                    max_value=LARGEST_SMALL_BODY,
                    initial=current["small_body"],
                ),
            },
            _("Who does not vote"): {
                "recusal_leaves_denominator": _yes_no(
                    _("Recused members leave the number of members and the quorum"),
                    "recusal_leaves_denominator",
                    current,
                ),
                "candidates_vote": _yes_no(
                    _("Candidates vote on themselves"), "candidates_vote", current
                ),
            },
            _("When it stays open"): {
                "tie": _choice(_("Equal votes at the last seat"), "tie", current),
                "repeats_missed": _yes_no(
                    _("Vote again when the share is missed"), "repeats_missed", current
                ),
                "runs": forms.IntegerField(
                    label=_("Ballots at most"),
                    min_value=1,
                    max_value=MOST_RUNS,
                    initial=current["runs"],
                ),
                "then": _choice(_("After the last ballot decides"), "then", current),
            },
        }

    def value_of(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """Return the stored value of the fields."""
        value = {"version": VERSION, **{name: cleaned[name] for name in _PLAIN}}
        for name in GENERAL:
            value[name] = _share_of(name, cleaned)
        self.check(value)
        return value


_PLAIN = (*ENUMS, *SWITCHES, *NUMBERS)


def _worked(rule: DecisionRule, members: int) -> list[str]:
    everybody = _needed(rule, Roll(members, members, 0, 0, members, members))
    quorum = everybody["quorum_needed"]
    just_enough = _needed(rule, Roll(members, members, 0, 0, quorum, quorum))
    present = members - 1
    one_out = _needed(rule, Roll(members, members, 1, 0, present, present))
    return [
        ngettext("%(number)s member", "%(number)s members", members) % {"number": members},
        str(quorum),
        *(
            _("%(needed)s of %(number)s")
            % {"needed": figures["votes_needed"], "number": figures["base"]}
            for figures in (everybody, just_enough, one_out)
        ),
    ]


def _needed(rule: DecisionRule, roll: Roll) -> dict[str, int]:
    return judge(roll, Tally(yes=roll.handed_in, no=0), rule).figures


def _choice(label: str, name: str, current: Any) -> forms.Field:
    choices: Any = ENUMS[name]
    return forms.ChoiceField(label=label, choices=choices.choices, initial=current[name])


def _yes_no(label: str, name: str, current: Any) -> forms.Field:
    return forms.TypedChoiceField(
        label=label,
        coerce=lambda text: text == "yes",
        choices=(("yes", _("Yes")), ("no", _("No"))),
        initial="yes" if current[name] else "no",
    )


def _share_fields(name: str, how: str, share: str, current: Any) -> dict[str, forms.Field]:
    stored = current[name]
    return {
        f"{name}_comparison": forms.ChoiceField(
            label=how,
            choices=(
                (GENERALLY, _("as the general rule says")),
                (AT_LEAST, _("at least")),
                (MORE_THAN, _("more than")),
            ),
            initial=stored[2] if stored else GENERALLY,
        ),
        f"{name}_share": ShareField(
            label=share, initial=share_text(threshold_of(stored)) if stored else ""
        ),
    }


def _share_of(name: str, cleaned: Mapping[str, Any]) -> list[Any] | None:
    """Return the share as it is stored; what contradicts itself is refused at its field."""
    comparison, share = cleaned[f"{name}_comparison"], cleaned[f"{name}_share"]
    if comparison == GENERALLY:
        if share is not None:
            raise ValidationError(
                {f"{name}_comparison": _("Say “at least” or “more than”, or leave the share out.")}
            )
        return None
    if share is None:
        raise ValidationError({f"{name}_share": _("Write the share, such as 2/3 or 80 %.")})
    value = [share.numerator, share.denominator, comparison]
    try:
        threshold_of(value)
    except ValueError as refusal:
        raise ValidationError({f"{name}_share": str(refusal)}) from refusal
    return value


def register_vote_rules() -> None:
    """Put the unit and the rules of votes into the rulebook."""
    register_unit(VOTE, VoteRuleUnit())
    for rule in VOTE_RULES:
        register_rule(rule)
