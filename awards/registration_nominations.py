"""What the part "nominations" of awards adds to the shared rooms; called by `awards.registration`."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from workflow_app.approvals.kinds import Content, DossierKind, register_kind
from workflow_app.approvals.models import Dossier
from workflow_app.approvals.selectors.comparison import plain_words
from workflow_app.approvals.visibility import Named, register_named, register_reasons
from workflow_app.organization.kinds import register_dossier_kind

from .content_nominations import content_of_dossier, field_labels
from .enums import Completion, Kind, PaperKind, Sex
from .selectors.nomination_access import accounts_named, dossiers_naming, reasons_to_see
from .selectors.nomination_checks import problems_of
from .selectors.nominations import skipped_stages


def register() -> None:
    """Register the kind, who sees it, its votes, jobs and pages."""
    label = _("Nomination for an award")
    register_dossier_kind(Kind.NOMINATION, label)
    register_kind(
        DossierKind(
            name=Kind.NOMINATION,
            label=label,
            flow="awards.flows.NominationFlow",
            content_of=content_of_dossier,
            content_template="awards/nominations/content.html",
            problems_of=problems_of,
            edit_url=edit_url,
            lines_key="papers",
            line_title=line_title,
            field_labels=field_labels,
            words=value_words,
            icon="award",
            skipped=skipped_stages,
        )
    )
    register_reasons(Kind.NOMINATION, reasons_to_see)
    register_named(Kind.NOMINATION, Named(dossiers=dossiers_naming, accounts=accounts_named))


def edit_url(dossier: Dossier) -> str:
    """Return where the drafter types."""
    return reverse("awards:nomination_edit", args=[dossier.code])


def line_title(line: Content) -> str:
    """Return what a paper is, with the name of its file."""
    return f"{PaperKind(line['kind']).label}: {line['name']}"


CHOICES: dict[str, list[tuple[str, Any]]] = {
    "completion": Completion.choices,
    "kind": PaperKind.choices,
    "sex": Sex.choices,
}


def value_words(name: str, value: Any) -> str:
    """Return a stored value as people write it: the words of a choice, everything else plainly."""
    choices = CHOICES.get(name)
    return str(dict(choices).get(value, value)) if choices is not None else plain_words(value)
