"""Two people at the same moment: one outcome, a sentence for whoever was slower, a clean record.

Each race of `scenarios/` is run by threads and by processes. A few rounds here; `make race` runs
ten thousand.
"""

import pytest

from .rounds import run
from .scenarios import RACES

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("name", RACES)
def test_by_threads(name, town, threads, tally):
    tally.append(run(RACES[name], threads, town))


@pytest.mark.parametrize("name", RACES)
def test_by_processes(name, town, processes, tally):
    tally.append(run(RACES[name], processes, town))
