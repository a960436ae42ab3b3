"""Writes what docs/ says about processes, roles, rules and events from the code itself.

    scripts/export_processes.py           write (make docs)
    scripts/export_processes.py --check   change nothing; exit 1 when something is out of date

Charts (SVG for readers, BPMN for other tools) go to docs/processes/. Tables are put between the marks
`<!-- table: name -->` and `<!-- end -->` of the pages in docs/; what stands around them is prose.
"""

import argparse
import inspect
import os
import re
import sys
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "workflow_app.settings.base"
os.environ["DATABASE_URL"] = "sqlite:///:memory:"

import django  # noqa: E402 -- needs the lines above, as do the others
from django.utils.translation import override  # noqa: E402

django.setup()

from process_charts import answers_of, bilingual, bpmn_of, svg_of  # noqa: E402

from awards import performers as award_performers  # noqa: E402
from awards.flows import (  # noqa: E402
    ClusterReviewFlow,
    NominationFlow,
    RevocationFlow,
    SelfScoreFlow,
)
from personnel.flows import ProposalFlow  # noqa: E402
from plans.flows import AmendmentFlow, PlanFlow  # noqa: E402
from workflow_app.approvals import performers, rules  # noqa: E402
from workflow_app.approvals.enums import Outcome  # noqa: E402
from workflow_app.approvals.steps import Step, steps_of  # noqa: E402
from workflow_app.audit.actions import registered_actions  # noqa: E402
from workflow_app.background.scheduler import registered_jobs  # noqa: E402
from workflow_app.notifications.events import registered_events  # noqa: E402
from workflow_app.organization.enums import ROLE_DUTIES, Duty, Role, SigningForm  # noqa: E402
from workflow_app.organization.rules import PERSONAL_ROLES, SINGLE_ROLES  # noqa: E402
from workflow_app.rulebook.keys import RULES, RuleKey  # noqa: E402
from workflow_app.rulebook.selectors import RuleInForce  # noqa: E402
from workflow_app.rulebook.units import UNITS as FORMED  # noqa: E402

FLOWS: dict[str, Any] = {
    "plan": PlanFlow,
    "amendment": AmendmentFlow,
    "personnel": ProposalFlow,
    "selfscore": SelfScoreFlow,
    "cluster_review": ClusterReviewFlow,
    "nomination": NominationFlow,
    "revocation": RevocationFlow,
}
WHO = {  # performer -> who does it, in the words of docs/roles.md
    "DRAFTER": "drafter of the unit",
    "UNIT_HEAD": "head or deputy head of the unit",
    "CLUSTER_HEAD": "head of the unit that heads the cluster; for its own dossiers the deputy unit's",
    "CONTENT_APPRAISER": "content appraiser of the unit's supervising department",
    "FORM_APPRAISER": "form appraiser of the office",
    "CLERK": "clerk of the office",
    "PERSONNEL_OFFICER": "officer of the personnel department",
    "NOBODY": "nobody: the calendar",
    "BODY_SECRETARY": "the body: its secretary prepares, its members vote, its chair opens and closes",
    "BODY_CHAIR": "chair of the body",
    "HEADING_DRAFTER": "drafter of the unit that heads the cluster",
    "SECRETARIAT_DRAFTER": "drafter of the award secretariat",
    "SECRETARIAT": "officer of the award secretariat",
    "SECRETARIAT_HEAD": "head of the award secretariat",
}
UNITS = {"working_days": "working days", "days": "days", "number": "", "yes_no": "", "fraction": ""}
SECOND_FACTOR = (Duty.PRESIDE, Duty.ISSUE, Duty.ADMINISTER)


# --- Tables --------------------------------------------------------------------------------


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Lay out a table in Markdown."""
    names = list(head)
    lines = [names, ["---"] * len(names), *([*row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def value_words(rule: RuleKey) -> str:
    """Say a rule's value as people read it."""
    if rule.unit in FORMED:
        unit = FORMED[rule.unit]
        delivered = {key: RuleInForce(key, RULES[key].default, "") for key in unit.rests_on}
        with override("en"):
            return unit.words(rule.default, delivered)
    if rule.unit == "fraction":
        above, below, comparison = rule.default
        return f"{comparison.replace('_', ' ')} {above}/{below}"
    if rule.unit == "yes_no":
        return "yes" if rule.default else "no"
    number = f"{rule.default:,}".replace(",", " ")
    words = f"{number} {UNITS[rule.unit]}".strip()
    return words.removesuffix("s") if rule.default == 1 else words


def performer_words(step: Step) -> str:
    """Say who does a step; a new performer needs its words above."""
    known = {**vars(performers), **vars(award_performers)}
    names = [name for name, each in known.items() if each is step.performer]
    return WHO[names[0]]


def time_words(step: Step) -> str:
    """Say by when a step is to be done; a step that only waits has a day of its own."""
    if not step.deadline:
        return "until its day"
    return f"{value_words(RULES[step.deadline])}<br>`{step.deadline}`"


def first_sentence(function: Callable[..., Any]) -> str:
    """Return what a function says of itself."""
    return (inspect.getdoc(function) or "").split("\n\n")[0].replace("\n", " ")


def _outcomes(step: Step) -> str:
    lines = []
    for outcome in step.outcomes:
        line = f"**{bilingual(outcome.label)}** → {bilingual(step.next_titles[outcome])}"
        if outcome in Outcome.needs_reason:
            line += "; a reason is owed"
        if outcome in step.effects:
            line += f". _{first_sentence(step.effects[outcome]).rstrip('.')}_"
        lines.append(line)
    return "<br>".join(lines)


def steps_table(kind: str) -> str:
    """Describe the human steps of a flow."""
    return table(
        ("Step", "Who", "Time", "Outcomes, where they lead and what they bring about"),
        (
            (
                f"{bilingual(step.title)}<br>`{step.name}`",
                performer_words(step),
                time_words(step),
                _outcomes(step),
            )
            for step in steps_of(kind)
        ),
    )


def gates_table() -> str:
    """Describe the questions that a flow answers by itself."""
    return table(
        ("Flow", "Question", "Answers"),
        (
            (
                f"`{flow_class.__name__}`",
                f"{bilingual(node.task_title)}<br>`{node.name}`",
                answers_of(node),
            )
            for flow_class in FLOWS.values()
            for node in flow_class.instance.nodes()
            if node.task_type == "EXCLUSIVE_GATEWAY"
        ),
    )


def roles_table() -> str:
    """List roles with their duties and what is special about them."""
    return table(
        (
            "Role",
            "In code",
            "Held at",
            "Duties",
            "One at a time",
            "May be delegated",
            "Second factor",
        ),
        (
            (
                bilingual(role.label),
                f"`{role}`",
                "body" if role in Role.body_roles else "unit",
                ", ".join(f"`{duty}`" for duty in ROLE_DUTIES[role]),
                "yes" if role in SINGLE_ROLES else "",
                "no" if role in PERSONAL_ROLES else "yes",
                "yes" if any(duty in SECOND_FACTOR for duty in ROLE_DUTIES[role]) else "",
            )
            for role in Role
        ),
    )


def duties_table() -> str:
    """List duties with the place where each is done and the roles that carry it."""
    places = {
        duty: place
        for place in ("unit", "cluster", "body")
        for duty in getattr(Duty, f"{place}_duties")
    }
    from_cluster = {
        Duty.ENDORSE: "heads of the unit that heads the cluster",
        Duty.STAND_IN: "heads of the cluster's deputy unit",
    }
    return table(
        ("Duty", "In code", "Place", "Carried by"),
        (
            (
                bilingual(duty.label),
                f"`{duty}`",
                places[duty],
                from_cluster.get(duty)
                or ", ".join(f"`{role}`" for role in Role if duty in ROLE_DUTIES[role]),
            )
            for duty in Duty
        ),
    )


def separation_table() -> str:
    """List the duties that one person may not do on the same dossier."""
    return table(
        ("Who wants to", "must not, since the last submission, have done"),
        (
            (
                bilingual(Duty(duty).label),
                ", ".join(bilingual(each.label) for each in Duty if each in done),
            )
            for duty, done in rules.SEPARATED.items()
        ),
    )


def forms_table() -> str:
    """List how one signs for another."""
    return table(
        ("Stands before the post", "Meaning", "Can be delegated in this form"),
        (
            (
                f"`{form}`" if form else "nothing",
                bilingual(form.label),
                "yes" if form in SigningForm.delegation_forms else "no",
            )
            for form in SigningForm
        ),
    )


def rules_table() -> str:
    """List every rule that code may ask for."""
    return table(
        ("Rule", "In code", "Value until changed", "Source"),
        (
            (bilingual(rule.label), f"`{rule.key}`", value_words(rule), rule.legal_basis)
            for rule in RULES.values()
        ),
    )


def actions_table() -> str:
    """List the vocabulary of the audit log."""
    return table(
        ("Action", "Reads"),
        ((f"`{name}`", bilingual(label)) for name, label in registered_actions().items()),
    )


def events_table() -> str:
    """List what people are told, and how unless they choose otherwise."""
    return table(
        ("Event", "Reads", "By e-mail unless changed"),
        (
            (f"`{event.name}`", bilingual(event.label), bilingual(event.default_email.label))
            for event in sorted(registered_events().values(), key=lambda event: event.name)
        ),
    )


def jobs_table() -> str:
    """List what runs by the clock."""
    return table(
        ("Job", "When"),
        (
            (
                f"`{job.name}`",
                f"daily at {job.daily_at:%H:%M}"
                if job.daily_at
                else f"every {int(job.every.total_seconds())} seconds"
                if job.every
                else "",
            )
            for __, job in sorted(registered_jobs().items())
        ),
    )


TABLES: dict[str, Callable[[], str]] = {
    **{f"{kind.replace('_', ' ')} steps": partial(steps_table, kind) for kind in FLOWS},
    "gates": gates_table,
    "roles": roles_table,
    "duties": duties_table,
    "separation": separation_table,
    "forms": forms_table,
    "rules": rules_table,
    "actions": actions_table,
    "events": events_table,
    "jobs": jobs_table,
}
MARKED = re.compile(r"(<!-- table: ([a-z ]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def with_tables(text: str) -> str:
    """Return a page with its tables as the code has them now."""
    return MARKED.sub(lambda found: f"{found[1]}\n{TABLES[found[2]]()}\n\n{found[3]}", text)


def exports() -> dict[Path, str]:
    """Return every file that this program writes, with its content."""
    files = {DOCS / "processes" / f"{name}.svg": svg_of(each) for name, each in FLOWS.items()}
    files |= {DOCS / "processes" / f"{name}.bpmn": bpmn_of(each) for name, each in FLOWS.items()}
    pages = [path for path in sorted(DOCS.glob("*.md")) if MARKED.search(path.read_text("utf-8"))]
    placed = {found[2] for path in pages for found in MARKED.finditer(path.read_text("utf-8"))}
    if missing := TABLES.keys() - placed:
        raise SystemExit(f"No page has a place for: {', '.join(sorted(missing))}")
    return files | {path: with_tables(path.read_text("utf-8")) for path in pages}


def main() -> int:
    """Write, or compare."""
    parser = argparse.ArgumentParser(description="Export processes, roles, rules and events.")
    parser.add_argument("--check", action="store_true", help="change nothing")
    is_check = parser.parse_args().check
    stale = {
        path: text
        for path, text in exports().items()
        if not path.is_file() or path.read_text("utf-8") != text
    }
    for path, text in stale.items():
        print(f"{'out of date' if is_check else 'written'}: {path.relative_to(ROOT)}")
        if not is_check:
            path.write_text(text, encoding="utf-8")
    return 1 if stale and is_check else 0


if __name__ == "__main__":
    sys.exit(main())
