"""Signs of life of workers and schedulers."""

import os
import socket

from django.utils import timezone

from .models import Heartbeat


def beat(name: str, kind: Heartbeat.Kind) -> None:
    """Write a sign of life."""
    Heartbeat.objects.bulk_create(
        [
            Heartbeat(
                name=name,
                kind=kind,
                host=socket.gethostname()[:100],
                pid=os.getpid(),
                at=timezone.now(),
            )
        ],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["at"],
    )


def is_somebody_alive(kind: Heartbeat.Kind) -> bool:
    """Return whether any process of the kind gave a sign lately."""
    return Heartbeat.objects.filter(
        kind=kind, at__gt=timezone.now() - Heartbeat.DEAD_AFTER
    ).exists()
