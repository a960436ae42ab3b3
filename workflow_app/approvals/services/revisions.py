"""Freezing content: what is submitted is what is judged."""

import json
from typing import Any

from django.utils.translation import gettext as _

from workflow_app.accounts.models import User
from workflow_app.approvals import statements
from workflow_app.approvals.errors import IncompleteError
from workflow_app.approvals.kinds import Content, Problem, get_kind
from workflow_app.approvals.models import Dossier, Revision
from workflow_app.approvals.steps import EffectContext
from workflow_app.audit.services import record
from workflow_app.lib.canonical import canonical_json, sha256_of_text


def _with_their_lines(problems: list[Problem], lines: list[dict[str, Any]]) -> list[str]:
    """Say each problem with the line it is about: twenty lines may lack the same thing."""
    numbers = {line.get("uid"): number for number, line in enumerate(lines, 1)}
    return [
        _("Line %(number)s: %(problem)s")
        % {"number": numbers[problem.line], "problem": problem.text}
        if problem.line in numbers
        else problem.text
        for problem in problems
    ]


def freeze(*, dossier: Dossier, user: User, note: str = "", check: bool = True) -> Revision:
    """Freeze the dossier's content as its next revision; unchanged content keeps the old one.

    The dossier is given the revision; the act that submits writes it with the stage. Raises IncompleteError with every error
    that the kind's own checks find; without `check`, what has been decided is frozen as it is.
    """
    kind = get_kind(dossier.kind)
    content = kind.content_of(dossier)
    find = kind.errors_of or kind.problems_of
    errors = [problem for problem in find(content) if problem.is_error] if check else []
    if errors:
        lines = content.get(kind.lines_key, []) if kind.lines_key else []
        raise IncompleteError(
            _("The dossier cannot be submitted yet."), _with_their_lines(errors, lines)
        )
    spelling = canonical_json(content)
    digest = sha256_of_text(spelling)
    current = dossier.revision
    if current is not None and current.sha256 == digest:
        return current
    revision = statements.add_revision(
        Revision(
            dossier=dossier,
            number=current.number + 1 if current else 1,
            content=spelling,
            sha256=digest,
            note=note,
            author=user,
        )
    )
    dossier.revision = revision
    record(
        action="revision.frozen",
        actor=user,
        object=revision,
        dossier_code=dossier.code,
        data={"number": revision.number, "sha256": digest},
    )
    return revision


def freeze_submitted(context: EffectContext) -> None:
    """Submitting freezes what the drafter sees into a revision; an effect for flows to name."""
    freeze(
        dossier=context.dossier,
        user=context.acting_user,
        note=str(context.data.get("note", "")),
    )


def content_of(revision: Revision) -> Content:
    """Read a revision's content."""
    content: Content = json.loads(revision.content)
    return content
