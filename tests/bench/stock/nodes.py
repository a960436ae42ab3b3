"""The fan-out that the open library leaves to its user (the cookbook's `dynamic_split` sample)."""

from typing import Any

from viewflow.workflow import Activation, flow
from viewflow.workflow.nodes.split import SplitActivation


class SplitPerReviewerActivation(SplitActivation):
    """Opens the next node once per reviewer and hands each task its reviewer."""

    @Activation.status.super()
    def activate(self) -> None:
        (node, __, __), *__ = self.flow_task._branches
        self.next_tasks = [(node, {"reviewer": pk}) for pk in self.process.reviewers]


class SplitPerReviewer(flow.Split):
    """Asks everybody named on the process at once."""

    activation_class: Any = SplitPerReviewerActivation
