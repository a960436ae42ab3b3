"""The files that carry the product to a server fit together."""

import os
import re
import subprocess
from typing import Any

import pytest
import yaml

from tests.architecture.places import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
OURS = ("migrate", "web", "worker", "scheduler")


def test_the_house_stands_on_four_legs_and_a_migration() -> None:
    assert set(SERVICES) == {"db", *OURS}
    assert SERVICES["db"]["image"] == "postgres:17"


@pytest.mark.parametrize("name", ("db", "web", "worker", "scheduler"))
def test_what_keeps_running_tells_its_health(name: str) -> None:
    assert SERVICES[name]["restart"] == "unless-stopped"
    assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"


@pytest.mark.parametrize("name", ("web", "worker", "scheduler"))
def test_nothing_starts_before_the_database_is_migrated(name: str) -> None:
    waits_for = SERVICES[name]["depends_on"]["migrate"]["condition"]
    assert waits_for == "service_completed_successfully"


@pytest.mark.parametrize("name", OURS)
def test_no_secret_has_a_default(name: str) -> None:
    environment = SERVICES[name]["environment"]
    assert environment["SECRET_KEY"].startswith("${SECRET_KEY:?")
    assert "${POSTGRES_PASSWORD:?" in environment["DATABASE_URL"]


def test_every_named_volume_is_declared_and_used() -> None:
    used = {
        volume.partition(":")[0] for service in SERVICES.values() for volume in service["volumes"]
    }
    assert used == set(COMPOSE["volumes"])


def test_the_web_is_reached_through_a_proxy_on_this_host_only() -> None:
    assert SERVICES["web"]["ports"] == ["127.0.0.1:8000:8000"]


def test_the_commands_of_the_services_exist() -> None:
    from django.core.management import get_commands  # noqa: PLC0415 -- needs loaded apps

    asked = re.findall(r"manage\.py[\", ]+(\w+)", (ROOT / "compose.yaml").read_text())
    assert set(asked) <= set(get_commands())


def test_the_image_does_not_run_as_root() -> None:
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    assert "USER app" in lines
    assert lines.index("USER app") < next(n for n, text in enumerate(lines) if "CMD" in text)


@pytest.mark.parametrize(
    "script", (".ci/run", "scripts/bootstrap", "scripts/install_chromium"), ids=str
)
def test_a_shell_script_can_be_run_and_parsed(script: str) -> None:
    assert os.access(ROOT / script, os.X_OK)
    subprocess.run(["/bin/sh", "-n", str(ROOT / script)], check=True)
