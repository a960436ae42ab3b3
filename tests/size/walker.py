"""Opens every page in a process of its own, and tells how many, and how large it grew at most."""

import sys
from pathlib import Path

import django


def peak() -> int:
    """Return the most memory this process ever had, in megabytes."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) // 1024
    raise RuntimeError("this system does not tell how large a process grew")


def main() -> None:
    django.setup()
    from django.conf import settings  # noqa: PLC0415 -- the settings are chosen by now

    from .pages import Visitor, World, pages_of  # noqa: PLC0415

    settings.ALLOWED_HOSTS = ["testserver"]
    visitor = Visitor()
    pages = list(pages_of(World(int(sys.argv[1]))))
    if sys.argv[2] != "every page":
        pages = list({page.route: page for page in pages}.values())
    for page in pages:
        status = visitor.open(page).status_code
        if status not in (200, 302):
            raise SystemExit(f"{page}: {status}")
    sys.stdout.write(f"{len(pages)} {peak()}\n")


if __name__ == "__main__":
    main()
