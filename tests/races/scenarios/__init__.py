"""All races by name. `tests/races/race.py` says what a race is."""

from tests.races.race import Race

from . import administration, agendas, authority, duties, papers, reviews, sheets

RACES: dict[str, Race] = {
    race.name: race
    for room in (duties, reviews, authority, papers, agendas, sheets, administration)
    for race in room.RACES
}
