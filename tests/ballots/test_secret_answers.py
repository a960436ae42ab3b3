"""The length of an answer goes into the web server's log: it must say nothing about a choice."""

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.ballots.secret import secret_vote
from workflow_app.ballots.enums import Choice
from workflow_app.ballots.models import Option
from workflow_app.ballots.padding import FILL, STEP, pad


@pytest.fixture
def answers(cast) -> dict[str, bytes]:
    """The page to read again before handing in, for each choice."""
    session = secret_vote(cast)
    option = Option.objects.get(ballot__session=session)
    client = Client()
    client.force_login(cast.an)
    url = reverse("ballots:sheet", args=[session.pk])
    return {
        choice: client.post(url, {f"choice-{option.pk}": choice, "step": "review"}).content
        for choice in Choice.values
    }


def test_a_page_that_repeats_a_choice_is_as_long_as_any_other(answers) -> None:
    assert all(choice in page.decode() for choice, page in answers.items())
    bare = {len(page.rpartition(FILL[:6])[0]) for page in answers.values()}
    assert len(bare) > 1  # as they are, the lengths would tell
    lengths = {len(page) for page in answers.values()}
    assert all(length % STEP == 0 for length in lengths)
    assert max(lengths) - min(lengths) <= STEP


@pytest.mark.parametrize("bare", (0, 1, STEP - 20, STEP, 3 * STEP + 7))
def test_a_length_is_rounded_by_chance_so_that_no_border_lies_between_two_pages(bare) -> None:
    lengths = set()
    for _ in range(80):
        response = HttpResponse(b"x" * bare)
        pad(response)
        lengths.add(len(response.content))
    assert all(length % STEP == 0 for length in lengths)
    least = -(-(bare + len(FILL) - 2) // STEP) * STEP
    assert lengths <= {least, least + STEP}
