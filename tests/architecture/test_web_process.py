"""What the web process does once, when it starts, and not while people wait."""

import os
import subprocess
import sys

from .places import ROOT

TELL = (
    "import gc, sys, workflow_app.wsgi; "
    "print('awards.views.register' in sys.modules, gc.get_freeze_count() > 100_000)"
)


def test_every_page_is_loaded_and_set_apart_before_the_first_person_comes() -> None:
    """Python goes through all that is not set apart, now and then, in the middle of a page."""
    told = subprocess.run(
        [sys.executable, "-c", TELL],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "workflow_app.settings.test"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == ["True", "True"]
