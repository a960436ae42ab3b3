"""Tests: fast hasher, no files left behind, SQLite unless TEST_DATABASE_URL names PostgreSQL."""

import tempfile

from .base import *

TEST_DATABASE_URL = env_str("TEST_DATABASE_URL")
if TEST_DATABASE_URL:
    DATABASES = {
        "default": dj_database_url.parse(TEST_DATABASE_URL, engine="workflow_app.db.postgresql")
    }
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DATA_DIR = Path(tempfile.mkdtemp(prefix="to-trinh-test-"))
MEDIA_ROOT = DATA_DIR / "files"
EMBEDDED_WORKER = False
REQUIRE_SECOND_FACTOR = False
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
