"""Development and the demo: everything in one process, SQLite in var/."""

from .base import *

DEBUG = False
DATA_DIR.mkdir(parents=True, exist_ok=True)
REQUIRE_SECOND_FACTOR = env_bool("REQUIRE_SECOND_FACTOR", default=False)
SECURE_REFERRER_POLICY = "same-origin"
WHITENOISE_USE_FINDERS = True
