"""Races: two people act at the same moment, by threads and by processes, round after round.

A race (`scenarios/`) prepares cases, names two acts and judges each round; a crew (`crews.py`) lets
both acts start at one moment; `rounds.py` counts who was faster. `make race` runs the long form,
`python -m tests.races.mutants` shows that the races notice a lock that is missing.
"""
