import pytest

from tests.awards.house import House

from .meeting import Meeting


@pytest.fixture
def meeting(house: House) -> Meeting:
    """The meeting of cluster 3, not prepared yet."""
    return Meeting(house)
