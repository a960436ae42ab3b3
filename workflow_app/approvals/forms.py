"""The forms of the spine. They check what was typed; services decide what is allowed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workflow_app.organization.models import Unit
from workflow_app.papers.files import ACCEPT_ATTRIBUTE, accepted_words

from .enums import Answer, Stance

LONG = 5000


def text_area(rows: int = 4) -> forms.Textarea:
    """Return a text area of this height."""
    return forms.Textarea(attrs={"rows": rows})


class ReasonForm(forms.Form):
    """A reason that somebody will read."""

    reason = forms.CharField(
        label=_("Reason"),
        widget=text_area(),
        max_length=LONG,
        help_text=_("The people concerned will read it."),
    )


class NoteForm(forms.Form):
    """A remark that goes with a decision which owes no reason."""

    reason = forms.CharField(
        label=_("Remark"), widget=text_area(3), max_length=LONG, required=False
    )


class FirstSubmissionForm(forms.Form):
    """What the drafter says when nothing was submitted before."""

    note = forms.CharField(label=_("Remark"), widget=text_area(3), max_length=500, required=False)


class SubmissionForm(forms.Form):
    """What the drafter says of a new submission."""

    note = forms.CharField(
        label=_("What changed since the last submission"),
        widget=text_area(3),
        max_length=500,
        required=False,
        help_text=_("Reviewers see it beside the comparison of the revisions."),
    )


class OpinionForm(forms.Form):
    """A unit's opinion; comments on lines come as `line:<identifier>` fields."""

    stance = forms.ChoiceField(
        label=_("Opinion of your unit"), choices=Stance.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("Comments on the whole"),
        widget=text_area(5),
        max_length=LONG,
        required=False,
        help_text=_("An objection owes its reason here or at a line."),
    )


class AnswerForm(forms.Form):
    """What the drafting unit makes of a comment."""

    answer = forms.ChoiceField(label=_("Answer"), choices=Answer.choices)
    text = forms.CharField(
        label=_("Explanation"),
        widget=text_area(2),
        max_length=LONG,
        required=False,
        help_text=_("Needed when the comment is not taken on board."),
    )


class OverrideForm(forms.Form):
    """Why a dossier may go on against a check."""

    reason = forms.CharField(
        label=_("Why it may go on all the same"),
        widget=text_area(4),
        max_length=4000,
        help_text=_("It is kept with your name and read by the bodies that vote."),
    )


class CommentForm(forms.Form):
    """A remark on the submitted revision."""

    text = forms.CharField(label=_("Comment"), widget=text_area(3), max_length=LONG)


class AddUnitForm(ReasonForm):
    """One more unit to ask."""

    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none())
    field_order = ["unit", "reason"]

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class AttachmentForm(forms.Form):
    """A file and what it is."""

    file = forms.FileField(
        label=_("File"), widget=forms.FileInput(attrs={"accept": ACCEPT_ATTRIBUTE})
    )
    description = forms.CharField(label=_("What it is"), max_length=255, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = accepted_words()
