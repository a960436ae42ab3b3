"""A worker in a process of its own, on the database of the test that started it."""

import json
import os
import sys

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "workflow_app.settings.test"
    os.environ["DOOMED"] = "1"
    import django
    from django.conf import settings

    settings.DATABASES["default"].update(json.loads(sys.argv[1]))
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    django.setup()
    from workflow_app.background.engine import run_everything_ready

    run_everything_ready()
