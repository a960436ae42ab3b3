"""Reading notices."""

from django.db.models import QuerySet

from .models import Notification

SHOWN_AT_MOST = 100
NEWEST_FIRST = ("-created", "-pk")


def notices_of(user_id: int) -> QuerySet[Notification]:
    """Return a person's notices, newest first."""
    return Notification.objects.filter(user_id=user_id)


def unread_of(user_id: int) -> QuerySet[Notification]:
    """Return a person's unread notices."""
    return notices_of(user_id).filter(read_at=None)


def unread_count(user_id: int) -> int:
    """Count unread notices; the bell shows no more than 99+, so counting stops there."""
    return unread_of(user_id).order_by()[:SHOWN_AT_MOST].count()
