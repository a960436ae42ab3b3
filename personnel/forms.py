"""Forms of proposals. They check what was typed; services decide what is allowed."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from personnel.enums import AuthorityAnswer, ChangeKind
from personnel.models import Change, OutsideOpinion, Proposal
from personnel.selectors.proposals import members_of, seats_of
from workflow_app.approvals.forms_of_steps import StepForm
from workflow_app.organization.enums import SeatPost
from workflow_app.organization.fields import DayField, PersonField, SuggestField
from workflow_app.organization.models import Mandate, Seat, Term, Unit

LONG = 4000


def text_area(rows: int = 3) -> forms.Textarea:
    """Return a text area of this height."""
    return forms.Textarea(attrs={"rows": rows})


class NewProposalForm(forms.Form):
    """For which unit, and for the seats of which body and term."""

    unit = forms.ModelChoiceField(label=_("Proposing unit"), queryset=Unit.objects.none())
    term = forms.ModelChoiceField(label=_("Body and term"), queryset=Term.objects.none())
    effective_on = DayField(
        label=_("In effect from"),
        required=False,
        help_text=_("The seats change on this day, at the earliest with the decision."),
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        running = Term.objects.exclude(end__lt=today).select_related("body")
        for name, rows in (("unit", units), ("term", running)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- declared above
            field.queryset = rows
            if rows.count() == 1:
                field.initial = rows.first()


class ProposalForm(forms.Form):
    """What holds for all changes together."""

    reason = forms.CharField(
        label=_("Reason for the proposal"),
        widget=text_area(4),
        max_length=LONG,
        required=False,
        help_text=_("Members read it before they vote. Nothing about health, beliefs or family."),
    )
    effective_on = DayField(
        label=_("In effect from"),
        required=False,
        help_text=_("The seats change on this day, at the earliest with the decision."),
    )


class MandateField(SuggestField):
    """A member of the body, found by a part of the name."""

    unknown = _("No member of the body is called “%(text)s”.")
    proposal: Proposal | None = None

    def things(self) -> Iterable[Mandate]:
        """Members of today and later, in the order of names."""
        return members_of(self.proposal) if self.proposal is not None else ()

    def label_of(self, thing: Any) -> str:
        """Name, post and seat."""
        seat: Seat | None = thing.seat
        post = seat.get_post_display() if seat else ""
        number = f"{_('seat')} {seat.number:02d}" if seat else ""
        return " · ".join(part for part in (thing.person.full_name, post, number) if part)


class SeatField(forms.ModelChoiceField[Seat]):
    """A seat of the term, shown with number and post."""

    def label_from_instance(self, obj: Any) -> str:
        """Number and post."""
        return f"{obj.number:02d} · {obj.get_post_display()}"


class ChangeForm(forms.Form):
    """One change; which fields count follows from its kind."""

    kind = forms.ChoiceField(
        label=_("Kind of change"), choices=ChangeKind.choices, initial=ChangeKind.ADD
    )
    leaving = MandateField(
        label=_("Who leaves, or changes the post"),
        required=False,
        help_text=_("Type a part of the name."),
    )
    entering = PersonField(
        label=_("Who is proposed"), required=False, help_text=_("Type a part of the name.")
    )
    post = forms.ChoiceField(
        label=_("Post"),
        choices=[("", _("That of the seat")), *SeatPost.choices],
        required=False,
    )
    seat = SeatField(
        label=_("Seat"),
        queryset=Seat.objects.none(),
        required=False,
        empty_label=_("The seat that becomes free, or the first vacant one"),
    )
    reason = forms.CharField(
        label=_("Reason"), widget=text_area(3), max_length=LONG, required=False
    )

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leaving, seat = self.fields["leaving"], self.fields["seat"]
        assert isinstance(leaving, MandateField)  # noqa: S101 -- declared above
        assert isinstance(seat, forms.ModelChoiceField)  # noqa: S101 -- declared above
        leaving.proposal = proposal
        seat.queryset = seats_of(proposal)


def initial_of(change: Change) -> dict[str, Any]:
    """Return what the form begins with."""
    return {
        "kind": change.kind,
        "leaving": change.leaving,
        "entering": change.entering,
        "seat": change.seat,
        "post": change.post,
        "reason": change.reason,
    }


class SentForm(forms.Form):
    """The paper by which an authority is asked."""

    authority = forms.CharField(label=_("Authority"), max_length=200)
    sent_notation = forms.CharField(label=_("Number of the paper"), max_length=60)
    sent_on = DayField(label=_("Sent on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sent_on"].initial = timezone.localdate()


class ReceivedForm(forms.Form):
    """The paper by which it answers."""

    received_notation = forms.CharField(
        label=_("Number of the answer"), max_length=60, required=False
    )
    received_on = DayField(label=_("Received on"))
    answer = forms.ChoiceField(
        label=_("Answer"), choices=AuthorityAnswer.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("What it says"),
        widget=text_area(3),
        max_length=LONG,
        required=False,
        help_text=_("Needed where the authority agrees in part."),
    )

    def __init__(self, data: Any = None, *, opinion: OutsideOpinion) -> None:
        super().__init__(data, prefix=f"opinion{opinion.pk}")
        self.fields["received_on"].initial = timezone.localdate()


class ReportForm(StepForm):
    """The paper by which a change is reported to the competent authority."""

    authority = forms.CharField(label=_("Authority"), max_length=200)
    sent_notation = forms.CharField(label=_("Number of the report"), max_length=60)
    sent_on = DayField(label=_("Sent on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sent_on"].initial = timezone.localdate()


class SlateForm(forms.Form):
    """A workbook with candidates."""

    file = forms.FileField(label=_("Workbook"), widget=forms.FileInput(attrs={"accept": ".xlsx"}))
