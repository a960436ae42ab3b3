from django.conf import settings
from django.db import models
from viewflow import jsonstore
from viewflow.workflow.models import Process


class ReviewProcess(Process):
    """The case; what the small forms ask for is kept on it, as in the cookbook's samples."""

    title = jsonstore.CharField(max_length=250)
    reviewers = jsonstore.JSONField(default=list)
    signed = jsonstore.BooleanField(default=False)
    endorsed = jsonstore.BooleanField(default=False)
    appraised = jsonstore.BooleanField(default=False)

    class Meta:
        app_label = "stock"
        proxy = True


class Review(models.Model):
    """One reviewer's answer."""

    process = models.ForeignKey(ReviewProcess, on_delete=models.CASCADE)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    stance = models.CharField(max_length=20)
    text = models.TextField(blank=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "stock"

    def __str__(self) -> str:
        return f"{self.user_id}: {self.stance}"
