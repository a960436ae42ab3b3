"""What the cookbook's views do once their form is valid: save, execute, go on.

The forms themselves are left out: nobody's forms are measured.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse

from .models import Review


def start(request: HttpRequest) -> HttpResponse:
    activation = _activation(request)
    activation.process.title = request.POST["title"]
    activation.process.reviewers = [int(pk) for pk in request.POST.getlist("reviewers")]
    activation.execute()  # saves the process
    return HttpResponse(status=204)


def review(request: HttpRequest, process_pk: int, task_pk: int) -> HttpResponse:
    activation = _activation(request)
    activation.task.artifact = Review.objects.create(
        process=activation.process, user=request.user, stance=request.POST["stance"]
    )
    activation.execute()
    return HttpResponse(status=204)


def approve(request: HttpRequest, process_pk: int, task_pk: int) -> HttpResponse:
    activation = _activation(request)
    setattr(activation.process, request.POST["field"], True)
    activation.process.save()
    activation.execute()
    return HttpResponse(status=204)


def _activation(request: HttpRequest) -> Any:
    return request.activation  # type: ignore[attr-defined]
