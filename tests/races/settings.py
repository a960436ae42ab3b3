"""The settings of a child process: the database and the files of the run that started it."""

import os
from pathlib import Path

from workflow_app.settings import test
from workflow_app.settings.test import *  # noqa: F403 -- one environment builds upon another

test.DATA_DIR.rmdir()  # made anew by the line above; the run has one already
DATA_DIR = Path(os.environ["RACE_DATA_DIR"])
MEDIA_ROOT = DATA_DIR / "files"
DATABASES = {"default": test.DATABASES["default"] | {"NAME": os.environ["RACE_DATABASE"]}}
