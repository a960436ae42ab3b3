import pytest

from tests.awards.house import House

from .scoring import Scoring


@pytest.fixture
def scoring(house: House) -> Scoring:
    """The house's campaign, its self-scores not opened yet."""
    return Scoring(house)
