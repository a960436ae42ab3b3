"""Who may see which dossier: the one rule for page, list, search, counter, export and API.

Visibility derives from mandates (through holdings), never from per-dossier grants, and is one
statement whatever a person holds.
"""

from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from workflow_app.accounts.models import User
from workflow_app.approvals.enums import OpinionState, Stage
from workflow_app.organization.enums import Duty
from workflow_app.organization.models import Body, Cluster, Unit
from workflow_app.organization.selectors.authority import holdings_of, places_where

if TYPE_CHECKING:
    from workflow_app.approvals.models import Dossier  # noqa: F401 -- named in the base class


class DossierQuerySet(models.QuerySet["Dossier"]):
    """Dossiers as people may see them."""

    def visible_to(self, user: User) -> Self:
        """Dossiers this user may know of; everything else does not exist for them."""
        if not user.is_active:
            return self.none()
        return self.filter(visible_dossiers(user))

    def live(self) -> Self:
        """Dossiers on their way."""
        return self.exclude(stage__in=Stage.final_stages)


def visible_dossiers(user: User) -> Q:
    """Return the condition on Dossier: what the user's unit owns, was asked, or must handle.

    A confidential dossier is seen only by its unit, by those who must act on it and by the
    inspection; "reach" is the furthest stage it ever came to, so whoever has handled it keeps
    seeing it after a return. A delegation limited to some kinds shows no other kind: those few
    holdings are looked up per dossier, and only for people who have one.
    """
    limited = Exists(holdings_of(user).exclude(kind=""))
    return _within(user, Q(kind=""), Q(kind="")) | Q(limited) & _within(
        user, Q(kind=OuterRef("kind")), Q(kind=OuterRef(OuterRef("kind")))
    )


def _within(user: User, among: Q, among_asked: Q) -> Q:
    """Return what the user may see by some of their holdings.

    `among_asked` says the same as `among`, one query deeper.
    """
    open_ = Q(is_confidential=False)
    return (
        Q(unit__in=places_where(user, Unit, Duty.DRAFT, Duty.SIGN, among=among))
        | _was_asked(user, among_asked)
        | open_
        & Q(
            cluster__in=places_where(user, Cluster, Duty.ENDORSE, Duty.STAND_IN, among=among),
            reach__gte=Stage.CONSULTING.rank,
        )
        | Q(
            unit__supervising_department__in=places_where(
                user, Unit, Duty.APPRAISE_CONTENT, among=among
            ),
            reach__gte=Stage.APPRAISING_CONTENT.rank,
        )
        | open_
        & Q(
            _holds(user, among, Duty.APPRAISE_FORM, Duty.ISSUE),
            reach__gte=Stage.APPRAISING_FORM.rank,
        )
        | open_ & Q(_holds(user, among, Duty.RUN_CAMPAIGN), reach__gte=Stage.CONSULTING.rank)
        | Q(
            body__in=places_where(
                user, Body, Duty.VOTE, Duty.PRESIDE, Duty.KEEP_MINUTES, among=among
            ),
            reach__gte=Stage.DECIDING.rank,
        )
        | Q(_holds(user, among, Duty.INSPECT))
    )


def _holds(user: User, among: Q, *duties: Duty) -> Exists:
    return Exists(holdings_of(user).filter(among, desk__duty__in=duties))


def _was_asked(user: User, among: Q) -> Q:
    opinion = apps.get_model("approvals", "Opinion")
    asked = opinion._default_manager.filter(
        round__dossier=OuterRef("pk"),
        unit__in=places_where(user, Unit, Duty.REVIEW, among=among),
    ).exclude(state=OpinionState.EXCUSED)
    return Q(Exists(asked))
