"""The page on which an administrator adds an award, or changes what may be changed of one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from awards.forms_award_types import AwardTypeForm
from awards.models import AwardType
from awards.services.award_types import is_used, save_type
from workflow_app.organization.views.common import administrators_only, attempt
from workflow_app.ui.typing import AuthenticatedHttpRequest


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def edit_type(request: AuthenticatedHttpRequest, code: str | None = None) -> HttpResponse:
    """Enter an award; a new one goes on to its first version, without which nobody is nominated."""
    award = get_object_or_404(AwardType, code=code) if code is not None else None
    used = award is not None and is_used(award)
    form = AwardTypeForm(request.POST or None, instance=award, is_used=used)
    saved: list[AwardType] = []
    if request.method == "POST" and attempt(
        form,
        lambda: saved.append(save_type(award_type=award, values=form.values(), user=request.user)),
    ):
        if award is None:
            messages.success(request, _("The award is entered. Now write the rule it begins with."))
            return redirect("awards:type_version", code=saved[0].code)
        messages.success(request, _("The award is saved."))
        return redirect("awards:type", code=saved[0].code)
    context = {
        "award": AwardType.objects.get(pk=award.pk) if award is not None else None,
        "form": form,
        "is_used": used,
    }
    status = 422 if form.errors else 200
    return render(request, "awards/types/award.html", context, status=status)
