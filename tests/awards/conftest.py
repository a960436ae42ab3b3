import pytest

from tests.cast import Cast

from .house import House, house_of


@pytest.fixture
def house(cast: Cast) -> House:
    """The cast with an award secretariat, a council and a campaign being prepared."""
    return house_of(cast)
