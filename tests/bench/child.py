"""The child process: one section on one database, its tables written as JSON for the parent."""

import argparse
import importlib
import json
from pathlib import Path

import django
from django.conf import settings
from django.utils import translation

from tests.bench.options import Options

RIVALS = ("tests.bench.stock", "tests.bench.plain")


def prepare() -> None:
    """Start Django as in production, with the rivals' apps beside ours."""
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, *RIVALS]
    django.setup()
    translation.activate("vi")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("section")
    parser.add_argument("--options", default="{}")
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    prepare()
    if asked.section == "migrate":
        from django.core.management import call_command  # noqa: PLC0415 -- needs loaded apps

        call_command("migrate", run_syncdb=True, verbosity=0)
        return
    module = importlib.import_module(f"tests.bench.sections.{asked.section}")
    report = module.measure(Options(**json.loads(asked.options)))
    if asked.out:
        asked.out.write_text(json.dumps(report.as_data()), encoding="utf-8")


if __name__ == "__main__":
    main()
