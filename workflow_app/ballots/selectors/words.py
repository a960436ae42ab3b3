"""Results in words, from the stored figures alone."""

from workflow_app.ballots.enums import Result
from workflow_app.ballots.models import Ballot, Option
from workflow_app.ballots.rules import result_sentence, rule_sentence


def rule_words(ballot: Ballot) -> str:
    """Return the rule of a ballot as one sentence; empty before the vote opens."""
    if ballot.rule is None:
        return ""
    return rule_sentence(ballot.decision_rule)


def option_words(ballot: Ballot, option: Option) -> str:
    """Return the arithmetic of one option as one sentence; empty before the count."""
    if option.figures is None or ballot.rule is None:
        return ""
    return result_sentence(ballot.decision_rule, option.figures)


def result_of(ballot: Ballot) -> str:
    """Return the arithmetic of a counted ballot, one line for each of its options."""
    options = list(ballot.options.all())
    if len(options) == 1:
        return option_words(ballot, options[0])
    return "\n".join(
        f"{option.label}: {Result(option.result).label.lower()}. {option_words(ballot, option)}"
        for option in options
        if option.figures is not None
    )
