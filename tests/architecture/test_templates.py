"""What every template keeps to; djlint sees some of it, but not inside scripts and translations."""

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

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


Finder = Callable[[str], list[str]]


def offences(paths: Iterable[Path], find: Finder) -> dict[str, list[str]]:
    """Return what is found in the files, by file; one test looks at all of them."""
    found = {relative(path): find(path.read_text(encoding="utf-8")) for path in paths}
    return {path: words for path, words in found.items() if words}


def test_every_template_compiles() -> None:
    broken = {}
    for path in PAGES:
        try:
            engines["django"].get_template(name_of(path))
        except Exception as error:  # noqa: BLE001 -- every one of them is listed
            broken[relative(path)] = str(error)
    assert broken == {}


def test_no_template_holds_a_script_style_or_handler_of_its_own() -> None:
    def find(text: str) -> list[str]:
        text = COMMENT.sub("", text)
        return [*INLINE_SCRIPT.findall(text), *INLINE_STYLE.findall(text), *HANDLER.findall(text)]

    assert offences(HTML, find) == {}


def test_no_template_loads_anything_from_other_hosts() -> None:
    assert offences(HTML, LOADED.findall) == {}


def test_all_block_translations_are_trimmed() -> None:
    def find(text: str) -> list[str]:
        blocks = [
            token.contents
            for token in Lexer(text).tokenize()
            if token.token_type == TokenType.BLOCK
            and token.contents.split()[0] in {"blocktranslate", "blocktrans"}
        ]
        return [block for block in blocks if "trimmed" not in block.split()]

    assert offences(PAGES, find) == {}


def test_no_template_shows_the_engine_s_own_look() -> None:
    assert offences(PAGES, re.compile("viewflow/(?:css|base)").findall) == {}


def static_files() -> Iterator[Path]:
    for folder in sorted((ROOT / "workflow_app").rglob("static")):
        yield from sorted(path for path in folder.rglob("*") if path.suffix in {".css", ".js"})


def test_no_static_file_loads_anything_from_other_hosts() -> None:
    files = list(static_files())
    assert files
    assert offences(files, re.compile("sourceMappingURL").findall) == {}
    assert offences((path for path in files if path.suffix == ".css"), IN_CSS.findall) == {}


def test_what_is_looked_for_would_be_found() -> None:
    """Rules that find nothing in our files must not be rules that find nothing at all."""
    assert INLINE_SCRIPT.findall("<script>go()</script>")
    assert INLINE_STYLE.findall('<p style="color: red">')
    assert HANDLER.findall('<a onclick="go()">')
    assert LOADED.findall('<img alt="" src="//elsewhere.example/a.png">')
    assert IN_CSS.findall("@import 'https://elsewhere.example/a.css'")
