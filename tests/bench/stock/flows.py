from typing import Any

from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.lock import SelectForUpdateLock

from workflow_app.accounts.models import User

from . import views
from .models import ReviewProcess
from .nodes import SplitPerReviewer


class ReviewFlow(flow.Flow):
    """Review by a whole cluster."""

    process_class = ReviewProcess
    lock_impl = SelectForUpdateLock(nowait=False)

    # unit
    start = flow.Start(views.start).Annotation(title="Submit").Next(this.sign)
    sign = (
        flow.View(views.approve)
        .Annotation(title="Sign")
        .Assign(username="stock-head")
        .Next(this.ask_reviewers)
    )

    # cluster
    ask_reviewers = SplitPerReviewer().Next(this.review)
    review = (
        flow.View(views.review)
        .Annotation(title="Review")
        .Assign(this.reviewer)
        .Next(this.all_answered)
    )
    all_answered = flow.Join().Next(this.endorse)
    endorse = (
        flow.View(views.approve)
        .Annotation(title="Endorse")
        .Assign(username="stock-cluster")
        .Next(this.appraise)
    )

    # office
    appraise = (
        flow.View(views.approve)
        .Annotation(title="Appraise")
        .Assign(username="stock-office")
        .Next(this.end)
    )
    end = flow.End()

    def reviewer(self, activation: Any) -> User:
        return User.objects.get(pk=activation.task.data["reviewer"])
