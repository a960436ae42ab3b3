"""Who keeps files and handles proposals; that every step leaves the work in agreement."""

from collections.abc import Iterator

import pytest

from tests.cast import Cast
from tests.personnel.cast import Staff, staff_of
from tests.personnel.house import House, the_house
from workflow_app.approvals.verification import verify_cases, verify_work


@pytest.fixture
def staff(cast: Cast) -> Staff:
    """The people of personnel proposals, beside the cast."""
    return staff_of(cast)


@pytest.fixture
def everything_agrees(db: None) -> Iterator[None]:
    """After the test, open duties agree with waiting steps, and dossiers with their cases."""
    yield
    assert verify_work().ok
    assert verify_cases().ok


@pytest.fixture
def house(db: None) -> House:
    """The cast with the personnel department that keeps the files."""
    return the_house()
