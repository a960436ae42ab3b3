"""A process that plays one actor, round after round, as the lines on its input tell it."""

import importlib
import json
import os
import sys
from dataclasses import asdict
from functools import partial

import django


def main() -> None:
    django.setup()
    # After the setup: models are ready only now.
    from tests.races import mutants  # noqa: PLC0415
    from tests.races.crews import READY, say  # noqa: PLC0415
    from tests.races.playing import play  # noqa: PLC0415
    from tests.races.scenarios import RACES  # noqa: PLC0415

    importlib.import_module("workflow_app.urls")  # else the first round would wait for it
    mutants.apply(os.environ.get("RACE_MUTANT", ""))
    pipe, sys.stdout = sys.stdout, sys.stderr  # whoever prints must not disturb the lines
    say(pipe, READY)

    def wait() -> None:
        say(pipe, READY)
        sys.stdin.readline()

    for line in sys.stdin:
        job = json.loads(line)
        load = partial(RACES[job["race"]].load, job["act"], job["case"])
        say(pipe, asdict(play(load, wait=wait, delay=job["delay"])))


if __name__ == "__main__":
    main()
