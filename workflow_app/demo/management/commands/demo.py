"""Load the demo into whatever database is configured, and say who can sign in."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from workflow_app.accounts.models import User
from workflow_app.demo import loading
from workflow_app.demo.people import PASSWORD
from workflow_app.demo.scale import analyse, load_history

SHOWN = (
    ("danang.soanthao", "drafts for LHHN Đà Nẵng"),
    ("danang.truong", "heads LHHN Đà Nẵng, and with it cluster 3"),
    ("danang.pho", "deputy head of LHHN Đà Nẵng"),
    ("thuathienhue.soanthao", "drafts for LHHN Thừa Thiên - Huế"),
    ("thuathienhue.truong", "heads LHHN Thừa Thiên - Huế, the deputy of cluster 3"),
    ("quangtri.truong", "heads LHHN Quảng Trị, a member of cluster 3"),
    ("ctdp.thamdinh", "appraises the content, Ban Công tác địa phương"),
    ("vanphong.thethuc", "appraises the form, Văn phòng"),
    ("tccb.thamdinh", "checks nominations and personnel files, Ban Tổ chức - Cán bộ"),
    ("tccb.truong", "heads Ban Tổ chức - Cán bộ, and with it the award secretariat"),
    ("vanphong.vanthu", "clerk: runs campaigns, numbers and issues, Văn phòng"),
    ("chutich", "presides over the Presidium"),
    ("thuky", "prepares the Presidium's sessions"),
    ("uyvien002", "member of the Presidium (up to uyvien134)"),
    ("kiemtra", "inspects: reads everything, changes nothing"),
    ("quantri", "administers: configures everything, decides nothing"),
)


class Command(BaseCommand):
    """Idempotent: a database that has units already is left as it is."""

    help = "Load the demo data and print the sign-in accounts."

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer the large federation."""
        parser.add_argument(
            "--scale", type=int, metavar="YEARS", help="years of history for a large federation"
        )
        parser.add_argument("--units", type=int, default=1000, help="its units (with --scale)")
        parser.add_argument(
            "--duties", type=int, help="duties there are to be altogether (with --scale)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, then print."""
        if options["scale"] is not None and options["scale"] < 1:
            raise CommandError("--scale takes a number of years, 1 or more.")
        if loading.is_loaded():
            self.stdout.write("The database has data already; nothing was loaded.")
        else:
            begin = time.monotonic()
            self._load(**options)
            self.stdout.write(f"Loaded in {time.monotonic() - begin:.0f} seconds.")
        self._print_accounts()

    def _load(self, *, scale: int | None, units: int, duties: int | None, **__: Any) -> None:
        if scale is None:
            loading.load(self._say)
            return
        found = load_history(years=scale, units=units, duties=duties, say=self._say)
        analyse()
        self.stdout.write(
            f"{found.dossiers:,} dossiers, {found.duties:,} duties ({found.open_duties:,} open), "
            f"{found.tasks:,} tasks, {found.audit_entries:,} entries in the log."
        )

    def _say(self, line: str) -> None:
        self.stdout.write(f"  {line}")

    def _print_accounts(self) -> None:
        if not User.objects.filter(username="danang.soanthao").exists():
            return
        self.stdout.write("\nAccounts (everybody's password is " + PASSWORD + "):\n")
        for username, what in SHOWN:
            self.stdout.write(f"  {username:24} {what}")
        self.stdout.write("")
