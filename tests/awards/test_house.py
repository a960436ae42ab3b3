from .house import House


def test_it_stands(house: House) -> None:
    assert house.campaign.criteria_groups.count() == 3
