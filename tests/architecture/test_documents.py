"""What the documents say is what the code does, and their links lead somewhere."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps

from tests.architecture.places import PACKAGES, ROOT, relative
from workflow_app.organization.enums import Duty, Role
from workflow_app.rulebook.keys import RULES

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)")
MODEL = re.compile(
    r"`(accounts|approvals|audit|ballots|notifications|organization|papers|plans|rulebook|sheets)"
    r"\.([A-Z]\w+)`"
)
LARGEST_PICTURE = 250 * 1024


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def anchors_of(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as code hosts make them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_charts_and_tables_are_what_the_code_says_now() -> None:
    """When this fails: make docs. The tables hold every audit action, event, job, rule and role."""
    program = [sys.executable, str(ROOT / "scripts" / "export_processes.py"), "--check"]
    done = subprocess.run(program, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_every_rule_is_named() -> None:
    page = text_of("docs/rules.md")
    assert [key for key in RULES if f"`{key}`" not in page] == []


def test_every_role_and_duty_is_named() -> None:
    page = text_of("docs/roles.md")
    assert [name for name in (*Role, *Duty) if f"`{name}`" not in page] == []


def test_every_command_of_ours_is_in_the_readme() -> None:
    readme = text_of("README.md")
    commands = {
        path.stem
        for package in PACKAGES
        for path in (ROOT / package).rglob("management/commands/*.py")
        if not path.stem.startswith("_")
    }
    assert commands
    assert (
        sorted(name for name in commands if not re.search(rf"^\| `{name}\b", readme, re.MULTILINE))
        == []
    )


def test_the_two_commands_stand_at_the_top_of_the_readme() -> None:
    lines = text_of("README.md").splitlines()[:8]
    assert any(line.startswith("make demo") for line in lines)
    assert any(line.startswith("make test") for line in lines)


def test_every_model_of_the_glossary_exists() -> None:
    named = set(MODEL.findall(text_of("docs/glossary.md")))
    known = {(model._meta.app_label, model.__name__) for model in apps.get_models()}
    assert named
    assert sorted(named - known) == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=relative)
def test_every_link_leads_somewhere(document: Path) -> None:
    broken = []
    for link in LINK.findall(document.read_text(encoding="utf-8")):
        if link.startswith(("http://", "https://", "mailto:")):
            continue
        name, __, anchor = link.partition("#")
        target = (document.parent / name).resolve() if name else document
        if not target.exists() or (anchor and anchor not in anchors_of(target)):
            broken.append(link)
    assert broken == []


def test_pictures_are_light_enough_to_load() -> None:
    heavy = [
        relative(picture)
        for picture in (ROOT / "docs").rglob("*.png")
        if picture.stat().st_size > LARGEST_PICTURE
    ]
    assert heavy == []
