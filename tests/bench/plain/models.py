from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models


class Request(models.Model):
    """What is asked for, and where it stands."""

    class State(models.TextChoices):
        SIGNING = "signing"
        REVIEWING = "reviewing"
        ENDORSING = "endorsing"
        APPRAISING = "appraising"
        APPROVED = "approved"

    title = models.CharField(max_length=250)
    text = models.TextField(blank=True)
    state = models.CharField(max_length=20, choices=State.choices, default=State.SIGNING)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    cluster = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    answered = models.PositiveSmallIntegerField(default=0)
    created = models.DateTimeField(auto_now_add=True)
    updated = models.DateTimeField(auto_now=True)

    class Meta:
        app_label = "plain"
        permissions = [
            ("sign_request", "Can sign"),
            ("endorse_request", "Can endorse"),
            ("appraise_request", "Can appraise"),
        ]

    def __str__(self) -> str:
        return self.title


class Review(models.Model):
    """One reviewer's answer; empty until given."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    stance = models.CharField(max_length=20, blank=True)
    text = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "plain"
        constraints = [
            models.UniqueConstraint(name="one_review_each", fields=["request", "reviewer"])
        ]

    def __str__(self) -> str:
        return f"{self.reviewer_id}: {self.stance}"
