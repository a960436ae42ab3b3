"""Look for leaks: nobody may notice what is hidden from them."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from workflow_app.probing.planting import NothingToPlantError
from workflow_app.probing.probes import (
    Reach,
    Report,
    everybody,
    probe_proposals,
    probe_secret_vote,
)
from workflow_app.probing.reading import MOST_PAGES


class Command(BaseCommand):
    """Changes nothing: what it plants is rolled back. Exits 1 on a leak."""

    help = "Plant something confidential, walk the site as everybody, and compare."

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer a shorter walk for a large federation."""
        parser.add_argument(
            "--each", type=int, metavar="N", help="walk as N persons of each set of duties"
        )
        parser.add_argument(
            "--as",
            dest="names",
            action="append",
            default=[],
            metavar="USERNAME",
            help="walk as this person, beside those whom the planted proposal names; may be repeated",
        )
        parser.add_argument(
            "--pages", type=int, default=MOST_PAGES, help="pages of a walk, at most"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Probe, print, and fail loudly."""
        walkers = everybody(options["each"], options["names"])
        unknown = set(options["names"]) - {user.get_username() for user in walkers}
        if unknown:
            raise CommandError(f"Nobody signs in as {', '.join(sorted(unknown))}.")
        reach = Reach(most=options["pages"])
        leaks = self._show(partial(probe_proposals, walkers, reach=reach))
        leaks += self._show(partial(probe_secret_vote, walkers, reach=reach))
        if leaks:
            raise CommandError("Somebody notices what is hidden from them.", returncode=1)

    def _show(self, probe: Callable[[], Report]) -> int:
        try:
            report = probe()
        except NothingToPlantError as lacking:
            self.stdout.write(f"not planted: the federation lacks {lacking}")
            return 0
        for name in report.planted:
            self.stdout.write(f"planted: {name}")
        for leak in report.leaks:
            self.stdout.write(f"LEAK {leak}")
        self.stdout.write(
            f"{report.walks} walks over {report.pages} pages, {len(report.leaks)} leaks"
        )
        return len(report.leaks)
