"""Somebody is away: a delegation that runs now, so that delegated work can be seen."""

import datetime as dt

from workflow_app.organization.models import Mandate
from workflow_app.organization.services.delegations import delegate

from .story import Cast


def lend_an_appraisal(cast: Cast, today: dt.date) -> None:
    """The local-affairs appraiser travels; her colleague of another department stands in."""
    away, colleague = cast("ctdp.thamdinh"), cast("aphi.thamdinh")
    mandate = Mandate.objects.get(person__user=away)
    delegate(
        mandate=mandate,
        delegate=colleague.person,
        form="TUQ.",
        kinds=["plan"],
        valid_from=today,
        valid_to=today + dt.timedelta(days=10),
        reason="Đi công tác nước ngoài",
        by=away,
    )
