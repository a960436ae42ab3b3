"""Run background tasks until told to stop."""

import signal
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from workflow_app.background.engine import Engine, run_everything_ready
from workflow_app.lib.garbage import look_seldom


class Command(BaseCommand):
    """A worker process; start as many as there is work, on as many hosts as you like."""

    help = "Run background tasks. SIGTERM lets running tasks finish."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Choose how many tasks run side by side."""
        parser.add_argument("--threads", type=int, default=2, help="tasks at a time (default 2)")
        parser.add_argument("--batch", action="store_true", help="empty the queue, then exit")
        parser.add_argument("--grace", type=float, default=25.0, help="seconds to finish in")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Work until a signal comes, or until the queue is empty."""
        if options["batch"]:
            run_everything_ready()
            return
        engine = Engine(workers=options["threads"], scheduler=False)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: engine.ask_to_stop())
        look_seldom()
        engine.start()
        engine.wait()
        if not engine.stop(grace=options["grace"]):
            self.stderr.write("Some tasks were still running; they will be taken over.")
