"""One dossier by its code, for somebody who may know of it."""

from django.db.models import CharField

from workflow_app.accounts.models import User
from workflow_app.approvals.models import Dossier
from workflow_app.organization.selectors.standing import SelectFor


def dossier_seen(user: User, code: str, *kinds: str) -> Dossier | None:
    """Return the dossier if it is of one of these kinds and the user may know of it."""
    found = _seen.of(user, kinds, code=code)
    return found[0] if found else None


_seen: SelectFor[Dossier] = SelectFor(
    lambda user, kinds, code: (
        Dossier.objects.visible_to(user)
        .filter(kind__in=kinds, code=code)
        .select_related("unit", "cluster", "body", "revision", "sent_back")
        .order_by()
    ),
    code=CharField(),
)
