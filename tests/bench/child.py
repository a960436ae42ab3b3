"""The child process: one section on one database, its tables written as JSON for the parent."""

import argparse
import importlib
import json
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.utils import translation

from tests.bench.options import Options

RIVALS = ("stock", "plain")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("section")
    parser.add_argument("--options", default="{}")
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    start(rivals=asked.section != "migrate")
    if asked.section == "migrate":
        migrate()
    elif asked.section == "rivals":
        write_rivals()
    else:
        module = importlib.import_module(f"tests.bench.sections.{asked.section}")
        report = module.measure(Options(**json.loads(asked.options)))
        asked.out.write_text(json.dumps(report.as_data()), encoding="utf-8")
    connections.close_all()  # a database file that is copied next must be all in one file


def start(*, rivals: bool) -> None:
    """Start Django as in production, with the rivals' apps beside ours."""
    if rivals:
        settings.INSTALLED_APPS = [
            *settings.INSTALLED_APPS,
            *(f"tests.bench.{name}" for name in RIVALS),
        ]
    importlib.import_module("workflow_app.wsgi")
    translation.activate("vi")


def migrate() -> None:
    """Make our tables as an administrator does."""
    from django.core.management import call_command  # noqa: PLC0415 -- needs loaded apps

    call_command("migrate", verbosity=0)


def write_rivals() -> None:
    """Make the rivals' tables and permissions; what is measured and thrown away has no history."""
    from django.apps import apps  # noqa: PLC0415 -- needs loaded apps
    from django.contrib.auth.management import create_permissions  # noqa: PLC0415 -- the same
    from django.db import connection  # noqa: PLC0415 -- the same

    for name in RIVALS:
        config = apps.get_app_config(name)
        with connection.schema_editor() as editor:
            for model in config.get_models():
                if not model._meta.proxy:
                    editor.create_model(model)
        create_permissions(config, verbosity=0)


if __name__ == "__main__":
    main()
