"""The web process stays small while somebody walks through a federation with a long past."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import IS_LONG, Sizes

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parent.parent.parent
HOW = "every page" if IS_LONG else "one for each address"
MOST = 250
"""Megabytes."""


def test_a_process_that_shows_every_page_stays_small(sizes: Sizes) -> None:
    environment = os.environ | {
        "DATABASE_URL": sizes.url,
        "TEST_DATABASE_URL": sizes.url,
        "DJANGO_SETTINGS_MODULE": "workflow_app.settings.test",
    }
    walker = subprocess.run(
        [sys.executable, "-m", "tests.size.walker", str(sizes.world.year), HOW],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=1800,
        check=False,
    )
    assert walker.returncode == 0, walker.stderr
    pages, megabytes = (int(word) for word in walker.stdout.split())
    assert pages > 60
    assert megabytes < MOST
