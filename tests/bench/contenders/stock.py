"""A stock Viewflow flow, driven through its nodes' own views: lock, checks and all."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.test import RequestFactory
from viewflow.workflow.flow.utils import wrap_start_view, wrap_view
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from tests.bench.measuring import Case
from tests.bench.stock.flows import ReviewFlow

from .people import accounts, fresh


class Stock:
    """As many reviewers as wanted, everybody assigned by name."""

    name = "stock Viewflow"

    def __init__(self, *, reviewers: int = 11) -> None:
        names = [f"stock-reviewer-{number}" for number in range(reviewers)]
        self.users = accounts(
            ["stock-drafter", "stock-head", "stock-cluster", "stock-office", *names]
        )
        self.reviewers = [self.users[name] for name in names]

    def case(self) -> Case:
        title = "Kế hoạch công tác năm 2027"
        chosen = [str(user.pk) for user in self.reviewers]
        request = self._request("stock-drafter", {"title": title, "reviewers": chosen})
        begin = wrap_start_view(ReviewFlow.start, ReviewFlow.start.start_view)
        yield "submit", partial(begin, request)
        process = request.activation.process.pk
        yield "sign, opening the review", self._approve(process, "sign", "signed", "stock-head")
        tasks = Task.objects.filter(process=process, flow_task=ReviewFlow.review)
        open_tasks = list(tasks.order_by("pk").values_list("pk", "owner__username"))
        view = wrap_view(ReviewFlow.review, ReviewFlow.review.view)
        for number, (task, owner) in enumerate(open_tasks, 1):
            answer = self._request(owner, {"stance": "agree"})
            kind = "last answer" if number == len(open_tasks) else "answer"
            yield kind, partial(view, answer, process_pk=process, task_pk=task)
        yield "endorse", self._approve(process, "endorse", "endorsed", "stock-cluster")
        yield "appraise", self._approve(process, "appraise", "appraised", "stock-office")

    def _approve(self, process: int, step: str, field: str, user: str) -> partial[Any]:
        node = getattr(ReviewFlow, step)
        task = Task.objects.get(process=process, flow_task=node, status=STATUS.ASSIGNED)
        return partial(
            wrap_view(node, node.view),
            self._request(user, {"field": field}),
            process_pk=process,
            task_pk=task.pk,
        )

    def _request(self, user: str, data: Mapping[str, Any]) -> Any:
        request = RequestFactory().post("/", data)
        request.user = fresh(self.users[user])
        request.POST  # noqa: B018 -- parsed here: reading forms is not measured
        return request
