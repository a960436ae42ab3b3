"""What every template keeps to; djlint sees some of it, but not inside scripts and translations."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.template import engines
from django.template.base import Lexer, TokenType

from tests.architecture.places import ROOT, relative, templates

PAGES = [path for path in templates() if path.suffix in {".html", ".txt", ".svg"}]
HTML = [path for path in PAGES if path.suffix == ".html" and "emails" not in path.parts]
COMMENT = re.compile(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}|<!--.*?-->", re.DOTALL)
INLINE_SCRIPT = re.compile(
    r"<script(?![^>]*\ssrc=)(?![^>]*type=[\"']application/json)[^>]*>", re.IGNORECASE
)
INLINE_STYLE = re.compile(r"<style\b|<[a-z][^<>]*\sstyle\s*=", re.IGNORECASE)
HANDLER = re.compile(
    r"<[a-z][^<>]*\son[a-z]+\s*=|\shx-on[:=-]|href=[\"']javascript:", re.IGNORECASE
)
LOADED = re.compile(
    r"<(?:script|link|img|iframe|source|video|audio|object|embed)\b[^>]*"
    r"\s(?:src|href|data)=[\"'](?:https?:)?//",
    re.IGNORECASE,
)
IN_CSS = re.compile(r"(?:url\(\s*[\"']?|@import\s+[\"'])(?:https?:)?//", re.IGNORECASE)


def name_of(path: Path) -> str:
    """Return the name under which Django loads the template."""
    parts = path.parts
    return "/".join(parts[len(parts) - parts[::-1].index("templates") :])


def each(paths: list[Path]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return pytest.mark.parametrize("path", paths, ids=relative)


@each(PAGES)
def test_it_compiles(path: Path) -> None:
    engines["django"].get_template(name_of(path))


@each(HTML)
def test_it_holds_no_script_style_or_handler_of_its_own(path: Path) -> None:
    text = COMMENT.sub("", path.read_text(encoding="utf-8"))
    found = [*INLINE_SCRIPT.findall(text), *INLINE_STYLE.findall(text), *HANDLER.findall(text)]
    assert found == []


@each(HTML)
def test_it_loads_nothing_from_other_hosts(path: Path) -> None:
    assert LOADED.findall(path.read_text(encoding="utf-8")) == []


@each(PAGES)
def test_its_block_translations_are_trimmed(path: Path) -> None:
    blocks = [
        token.contents
        for token in Lexer(path.read_text(encoding="utf-8")).tokenize()
        if token.token_type == TokenType.BLOCK
        and token.contents.split()[0] in {"blocktranslate", "blocktrans"}
    ]
    assert [block for block in blocks if "trimmed" not in block.split()] == []


@each(PAGES)
def test_it_shows_nothing_of_the_engine_s_own_look(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "viewflow/css" not in text
    assert "viewflow/base" not in text


def static_files() -> Iterator[Path]:
    for folder in sorted((ROOT / "workflow_app").rglob("static")):
        yield from sorted(path for path in folder.rglob("*") if path.suffix in {".css", ".js"})


@each(list(static_files()))
def test_a_static_file_loads_nothing_from_other_hosts(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "sourceMappingURL" not in text
    if path.suffix == ".css":
        assert IN_CSS.findall(text) == []
