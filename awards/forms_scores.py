"""Forms of scores. The sheets themselves are cells, not forms (`awards.services.cells`)."""

from django import forms
from django.utils.translation import gettext_lazy as _


class WorkbookForm(forms.Form):
    """A workbook to be read."""

    file = forms.FileField(
        label=_("Workbook (.xlsx)"),
        help_text=_("The workbook as it was handed out here, filled in. It is not kept."),
    )


class ConflictForm(forms.Form):
    """Why a unit does not score another one."""

    reason = forms.CharField(
        label=_("What the conflict of interest is"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only the inspection may read it. The sheet then does not count."),
    )


class EvidenceFileForm(forms.Form):
    """A file that a claim rests on; it becomes one of the dossier's files."""

    file = forms.FileField(label=_("Add a file"), required=False)
