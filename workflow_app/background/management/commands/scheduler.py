"""Run the jobs that are due by the clock."""

import signal
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from workflow_app.background.engine import Engine
from workflow_app.background.scheduler import tick


class Command(BaseCommand):
    """A scheduler process; a second one is a spare, never a double."""

    help = "Run scheduled jobs: reminders, digests, timers, upkeep."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Offer a single round, for cron and for looking."""
        parser.add_argument("--once", action="store_true", help="run what is due, then exit")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Tick until a signal comes."""
        if options["once"]:
            for name in tick():
                self.stdout.write(name)
            return
        engine = Engine(workers=0, scheduler=True)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: engine.ask_to_stop())
        engine.start()
        engine.wait()
        engine.stop()
