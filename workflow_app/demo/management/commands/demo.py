"""Load the demo into whatever database is configured, and say who can sign in."""

import time
from typing import Any

from django.core.management.base import BaseCommand

from workflow_app.accounts.models import User
from workflow_app.demo import loading
from workflow_app.demo.people import PASSWORD

SHOWN = (
    ("danang.soanthao", "drafts for LHHN Đà Nẵng"),
    ("danang.truong", "heads LHHN Đà Nẵng, and with it cluster 3"),
    ("danang.pho", "deputy head of LHHN Đà Nẵng"),
    ("thuathienhue.soanthao", "drafts for LHHN Thừa Thiên - Huế"),
    ("thuathienhue.truong", "heads LHHN Thừa Thiên - Huế, the deputy of cluster 3"),
    ("quangtri.truong", "heads LHHN Quảng Trị, a member of cluster 3"),
    ("ctdp.thamdinh", "appraises the content, Ban Công tác địa phương"),
    ("vanphong.thethuc", "appraises the form, Văn phòng"),
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

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, then print."""
        if loading.is_loaded():
            self.stdout.write("The database has data already; nothing was loaded.")
        else:
            begin = time.monotonic()
            loading.load(lambda line: self.stdout.write(f"  {line}"))
            self.stdout.write(f"Loaded in {time.monotonic() - begin:.0f} seconds.")
        if not User.objects.filter(username="danang.soanthao").exists():
            return
        self.stdout.write("\nAccounts (everybody's password is " + PASSWORD + "):\n")
        for username, what in SHOWN:
            self.stdout.write(f"  {username:24} {what}")
        self.stdout.write("")
