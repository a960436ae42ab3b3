"""The harness in a process of its own: python -m tests.crashes FOLDER STEP ..."""

import os
import sys
from datetime import time
from pathlib import Path

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    os.environ["DJANGO_SETTINGS_MODULE"] = "workflow_app.settings.test"
    import django
    from django.conf import settings

    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(folder / "mail")
    settings.MEDIA_ROOT = str(folder / "files")
    settings.DATABASES["default"]["CONN_MAX_AGE"] = 60
    django.setup()

    from tests.crashes import warm
    from tests.crashes.harness import walk
    from tests.crashes.stores import store_for
    from workflow_app.notifications import services

    services.QUIET_FROM, services.QUIET_UNTIL = time.max, time.min  # mail leaves at any hour
    warm.up()
    (folder / "mail").mkdir()
    store = store_for(folder)
    try:
        walk(store, folder / "report.jsonl", sys.argv[2:])
    finally:
        store.forget()
