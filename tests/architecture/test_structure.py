"""Promises about the code as a whole that no type and no linter keeps."""

import ast
import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import URLPattern, URLResolver, get_resolver

from tests.architecture.places import PACKAGES, ROOT, modules, relative

ENVIRONMENT = {"env_str", "env_int", "env_bool", "env_list"}
PROJECT_FILES = (
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "Makefile",
    "Dockerfile",
    "compose.yaml",
    "uv.lock",
    ".ci/run",
    "docs/settings.md",
    "docs/deployment.md",
    "docs/development.md",
    "docs/architecture.md",
    "docs/processes.md",
    "docs/roles.md",
    "docs/glossary.md",
)


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    out = StringIO()
    call_command("makemigrations", "--check", "--dry-run", stdout=out, stderr=out)


@pytest.mark.parametrize("name", PROJECT_FILES)
def test_the_usual_files_are_where_people_look_for_them(name: str) -> None:
    assert (ROOT / name).is_file()


def read_variables() -> set[str]:
    """Collect the names that the settings and the server's configuration ask for."""
    names: set[str] = set()
    for path in modules("workflow_app", "deploy"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and node.args):
                continue
            function, first = ast.unparse(node.func), node.args[0]
            is_reading = function in ENVIRONMENT or function == "os.environ.get"
            if is_reading and isinstance(first, ast.Constant) and isinstance(first.value, str):
                names.add(first.value.removesuffix("_FILE"))
    return names


def test_every_setting_of_the_environment_is_documented_and_no_other() -> None:
    table = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `([A-Z0-9_]+)` \|", table, re.MULTILINE))
    assert documented == read_variables()


def test_work_is_put_off_in_one_way_only() -> None:
    """Only workflow_app.background knows how a task is queued, so nothing runs before commit."""
    found = [
        f"{relative(path)}:{node.lineno}"
        for path in modules(*PACKAGES)
        if "background" not in path.parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"enqueue", "aenqueue"}
    ]
    assert found == []


def test_nothing_is_left_to_do_in_main() -> None:
    marks = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "X" * 3]) + r")\b")
    found = [
        f"{relative(path)}:{number}"
        for path in modules()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if marks.search(line)
    ]
    assert found == []


def mounted() -> list[tuple[str, str]]:
    """List every mounted address with the module that answers it."""
    found = []

    def walk(resolver: URLResolver, prefix: str) -> None:
        for entry in resolver.url_patterns:
            address = prefix + str(entry.pattern)
            if isinstance(entry, URLPattern):
                view = getattr(entry.callback, "view_class", entry.callback)
                found.append((address, view.__module__))
            else:
                walk(entry, address)

    walk(get_resolver(), "/")
    return found


def test_no_page_of_the_engine_is_mounted() -> None:
    """Its lists, charts and bulk actions show every unit's cases to whoever may see one."""
    assert [pair for pair in mounted() if pair[1].startswith("viewflow")] == []
