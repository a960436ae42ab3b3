"""The rule by which a body votes on a kind of matter on a day."""

import datetime as dt

from workflow_app.ballots.rules.rule import DecisionRule
from workflow_app.ballots.rules.stored import GENERAL, keys_for, resolve
from workflow_app.rulebook.keys import RULES
from workflow_app.rulebook.selectors import rules_on


def decision_rule_for(kind: str, on: dt.date, body_code: str = "") -> DecisionRule:
    """Return the rule in force on the day for a kind of matter at a body; one statement.

    The closest rule of the rulebook counts: of the kind at this body, of the kind, of votes in
    general. A kind may have parts ("award.flag"); one that no rule names follows the wider one.
    """
    keys = keys_for(kind, body_code, RULES)
    in_force = rules_on(*keys, *GENERAL.values(), on=on)
    closest = in_force[keys[0]]
    return resolve(closest.value, str(closest.legal_basis), in_force)
