"""State fields, row locks, `update_fields`: no revision, no audit log, no work list is kept."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from workflow_app.accounts.models import User

from .models import Request, Review

State = Request.State


class WrongStateError(Exception):
    """Somebody was faster."""


def submit(*, title: str, author: User, cluster_id: int) -> Request:
    return Request.objects.create(title=title, author=author, cluster_id=cluster_id)


@transaction.atomic
def sign(*, pk: int, user: User) -> None:
    """Sign, and ask everybody in the cluster."""
    request = _locked(pk, State.SIGNING)
    _require(user, "plain.sign_request")
    _move(request, State.REVIEWING)
    reviewers = User.objects.filter(groups=request.cluster_id)
    Review.objects.bulk_create(Review(request=request, reviewer=user) for user in reviewers)


@transaction.atomic
def answer(*, pk: int, user: User, stance: str, text: str = "") -> None:
    """Answer; the last answer moves the request on."""
    request = _locked(pk, State.REVIEWING)
    try:
        review = request.reviews.get(reviewer=user)
    except Review.DoesNotExist:
        raise PermissionDenied from None
    review.stance = stance
    review.text = text
    review.answered_at = timezone.now()
    review.save(update_fields=["stance", "text", "answered_at"])
    if not request.reviews.filter(stance="").exists():
        _move(request, State.ENDORSING)


@transaction.atomic
def endorse(*, pk: int, user: User) -> None:
    request = _locked(pk, State.ENDORSING)
    _require(user, "plain.endorse_request")
    _move(request, State.APPRAISING)


@transaction.atomic
def appraise(*, pk: int, user: User) -> None:
    request = _locked(pk, State.APPRAISING)
    _require(user, "plain.appraise_request")
    _move(request, State.APPROVED)


def _locked(pk: int, state: State) -> Request:
    request = Request.objects.select_for_update().get(pk=pk)
    if request.state != state:
        raise WrongStateError
    return request


def _require(user: User, permission: str) -> None:
    if not user.has_perm(permission):
        raise PermissionDenied


def _move(request: Request, state: State) -> None:
    request.state = state
    request.save(update_fields=["state", "updated"])
