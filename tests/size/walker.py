"""Opens every page in a process of its own, and tells how many, and how large it grew at most."""

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

from workflow_app.vault.keys import known_keys

ROOT = Path(__file__).resolve().parent.parent.parent


def walked_elsewhere(url: str, year: int) -> subprocess.CompletedProcess[str]:
    """Walk in a new process; its last line says how many pages and how many megabytes."""
    environment = os.environ | {
        "DATABASE_URL": url,
        "TEST_DATABASE_URL": "" if url.startswith("sqlite") else url,
        "DJANGO_SETTINGS_MODULE": "workflow_app.settings.test",
        "VAULT_KEYS": " ".join(known_keys()),  # that process has a folder of its own
    }
    return subprocess.run(
        [sys.executable, "-m", "tests.size.walker", str(year)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=1800,
        check=False,
    )


def peak() -> int:
    """Return the most memory this process ever had, in megabytes."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) // 1024
    raise RuntimeError("this system does not tell how large a process grew")


def main() -> None:
    import_module("workflow_app.wsgi")  # as the web process starts
    from django.conf import settings  # noqa: PLC0415 -- the settings are chosen by now

    from .pages import Visitor, World  # noqa: PLC0415
    from .walks import pages_of  # noqa: PLC0415

    settings.ALLOWED_HOSTS = ["testserver"]
    visitor = Visitor()
    pages = list(pages_of(World(int(sys.argv[1]))))
    for page in pages:
        status = visitor.open(page).status_code
        if status not in (200, 302):
            raise SystemExit(f"{page}: {status}")
    sys.stdout.write(f"{len(pages)} {peak()}\n")


if __name__ == "__main__":
    main()
