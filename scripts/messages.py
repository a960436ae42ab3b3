"""Keeps the message catalogues in step with the code, without the gettext programs.

    scripts/messages.py                  collect, merge, compile (make messages)
    scripts/messages.py --fill DIR       the same, taking Vietnamese from DIR/*.json where it is missing
    scripts/messages.py --check          change nothing; exit 1 when the catalogues are not in order
    scripts/messages.py --libraries      print what the libraries say and we have not yet translated

The catalogues are locale/<language>/LC_MESSAGES/django.po. What our own code no longer says leaves
them; what a library says and we translate is kept because locale/library.pot lists it. The files hold
no dates and no line numbers, so that a difference is always a difference in words.
"""

import argparse
import io
import json
import re
import sys
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import django
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.template.base import Lexer, TokenType
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("workflow_app", "plans", "awards", "personnel", "templates")
TEMPLATE_SUFFIXES = frozenset({".html", ".txt", ".svg", ".md"})
LANGUAGES = ("vi", "en")
LIBRARY_LIST = ROOT / "locale" / "library.pot"
LIBRARIES = (
    "allauth",
    "axes",
    "crispy_forms",
    "django",
    "django_filters",
    "django_tables2",
    "guardian",
    "simple_history",
    "viewflow",
)
HEADER = "# Collected by scripts/messages.py (make messages); the translations are written here."
LAZY = ("gettext", "ngettext", "pgettext", "npgettext")
KEYWORDS = {**DEFAULT_KEYWORDS} | {f"{name}_lazy": DEFAULT_KEYWORDS[name] for name in LAZY}
KEYWORDS["gettext_noop"] = None
ATTRIBUTE = re.compile(r""":[\w.-]+=("[^"]*"|'[^']*')""")
CONSTANT = re.compile(r"""\b_\(("[^"]*"|'[^']*')\)""")
PLACEHOLDER = re.compile(r"%\(\w+\)[sdifr]|(?<!%)(?:%%)*%[sdifr]|\{\w*\}")

Key = tuple[str | None, str]
Found = tuple[str, str | tuple[str, ...], str | None, list[str]]


class QuietCatalog(Catalog):
    """A catalogue whose header says only what a reader of it needs."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """The language, its plural rule and the encoding; no dates, no tool."""
        return [
            ("Project-Id-Version", "to-trinh"),
            ("Language", str(self.locale)),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", self.plural_forms),
        ]


def key_of(message: Message) -> Key:
    """What makes a message the same message: its context and its singular."""
    singular = message.id if isinstance(message.id, str) else message.id[0]
    return message.context, singular


# --- Collecting ----------------------------------------------------------------------------


def source_files(folder: Path) -> Iterator[Path]:
    """Python files and templates under the folder; what is generated says nothing to users."""
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder).parts
        if {"migrations", "static", "tests", "node_modules"} & set(inside):
            continue
        if path.suffix == ".py" or (
            path.suffix in TEMPLATE_SUFFIXES and "templates" in path.parts and path.is_file()
        ):
            yield path


def python_of(path: Path) -> str:
    """The file as Python calls to gettext; a template is turned into such calls."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text
    calls = [
        f"_({constant})"
        for token in Lexer(text).tokenize()
        if token.token_type == TokenType.TEXT
        for attribute in ATTRIBUTE.findall(token.contents)  # <c-card :title="_('Plans')">
        for constant in CONSTANT.findall(attribute[1:-1])
    ]
    # in brackets, because the left-overs of a template are indented as no Python would be
    return "\n".join(["(", templatize(text, origin=str(path)), *calls, ")"])


def messages_of(path: Path, shown: str) -> Iterator[Found]:
    """Every message the file says: where, what, in which context, with which hints."""
    stream = io.BytesIO(python_of(path).encode())
    # declared as lists of words; in truth one word, or a tuple with gaps
    found: Any = extract_python(stream, KEYWORDS, ["Translators:"], {"encoding": "utf-8"})
    for _line, function, said, comments in found:
        parts: list[str | None] = list(said) if isinstance(said, tuple) else [said]
        name = function or ""
        context = parts.pop(0) if "p" in name.partition("gettext")[0] else None
        forms = 2 if name.startswith("n") else 1
        texts = tuple(part for part in parts[:forms] if part)
        if len(texts) == forms:  # else a variable, which only its own definition can show
            yield shown, texts if forms > 1 else texts[0], context, list(comments)


def collect(folders: Iterable[Path], relative_to: Path) -> Catalog:
    """All messages of the folders, in one catalogue without translations."""
    template = Catalog()
    for folder in folders:
        for path in source_files(folder):
            shown = path.relative_to(relative_to).as_posix()
            for place, said, context, comments in messages_of(path, shown):
                template.add(said, locations=[(place, 0)], auto_comments=comments, context=context)
    return template


def wanted_messages() -> Catalog:
    """What our code says, and what the libraries say that we translate."""
    template = collect((ROOT / name for name in SOURCES), ROOT)
    if LIBRARY_LIST.exists():
        with LIBRARY_LIST.open("rb") as file:
            for message in read_po(file):
                if message.id and template.get(message.id, message.context) is None:
                    template.add(message.id, context=message.context)
    return template


def library_messages() -> Catalog:
    """What the libraries we use can say to a user."""
    everything = Catalog()
    for name in LIBRARIES:
        spec = find_spec(name)
        if spec is None or not spec.submodule_search_locations:
            continue
        folder = Path(spec.submodule_search_locations[0])
        for message in collect([folder], folder.parent):
            if message.id:
                everything.add(message.id, context=message.context)
    return everything


# --- Merging and writing -------------------------------------------------------------------


def po_path(language: str) -> Path:
    """Where the catalogue of a language lives."""
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def load(language: str) -> Catalog:
    """The catalogue as it is kept, or an empty one."""
    path = po_path(language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def merge(language: str, wanted: Catalog, kept: Catalog) -> QuietCatalog:
    """Exactly the wanted messages, with the words that are kept for them."""
    merged = QuietCatalog(locale=language, fuzzy=False, header_comment=HEADER)
    words = {key_of(message): message for message in kept if message.id}
    for message in wanted:
        if not message.id:
            continue
        old = words.get(key_of(message))
        merged.add(
            message.id,
            _as_string(message, old, merged.num_plurals),
            locations=message.locations,
            flags=message.flags | ({"fuzzy"} if old is not None and old.fuzzy else set()),
            auto_comments=message.auto_comments,
            user_comments=old.user_comments if old is not None else (),
            context=message.context,
        )
    return merged


def _as_string(message: Message, old: Message | None, forms: int) -> str | tuple[str, ...]:
    words: list[str] = []
    if old is not None and old.string:
        words = [old.string] if isinstance(old.string, str) else list(old.string)
    if message.pluralizable:
        return tuple((words + [""] * forms)[:forms])
    return words[0] if words else ""


def po_bytes(catalog: Catalog) -> bytes:
    """The catalogue as text, in an order that does not change by itself."""
    out = io.BytesIO()
    write_po(out, catalog, width=0, sort_output=True, include_lineno=False, ignore_obsolete=True)
    return out.getvalue()


def mo_bytes(catalog: Catalog) -> bytes:
    """The catalogue as Django reads it."""
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def quiet(catalog: Catalog, language: str) -> QuietCatalog:
    """The same catalogue under the quiet header (which is part of the compiled file)."""
    return merge(language, catalog, catalog)


def offered_translations(folder: Path) -> dict[str, str]:
    """Read what the JSON files offer; the first word for a message counts, others are reported."""
    offered: dict[str, str] = {}
    for path in sorted(folder.glob("*.json")):
        for said, words in json.loads(path.read_text(encoding="utf-8")).items():
            if offered.setdefault(said, words) != words:
                print(f"{path.name}: {said!r} is also translated as {offered[said]!r}")
    return offered


def fill(catalog: Catalog, folder: Path, *, force: bool) -> dict[str, str]:
    """Take missing translations from the JSON files; return those that nothing asked for."""
    offered = offered_translations(folder)
    unused = dict(offered)
    for message in catalog:
        context, singular = key_of(message)
        names = (f"{context}\x04{singular}", singular, singular.replace("%%", "%"))
        name = next((name for name in names if name in offered), None)
        if not message.id or name is None:
            continue
        unused.pop(name, None)
        if force or message.fuzzy or not all(_strings(message)):
            words = offered[name]
            if "%%" in singular and "%%" not in words:
                words = words.replace("%", "%%")
            message.string = (words,) if message.pluralizable else words
            message.flags.discard("fuzzy")
    return unused


def remember_library_messages(said: Iterable[str]) -> list[str]:
    """List in library.pot what a library says; return what nobody says."""
    asked = set(said)
    listed = Catalog()
    if LIBRARY_LIST.exists():
        with LIBRARY_LIST.open("rb") as file:
            listed = read_po(file)
    for message in library_messages():
        if message.id and key_of(message)[1] in asked:
            listed.add(message.id, context=message.context)
    known = {key_of(message)[1] for message in listed if message.id}
    if known:
        LIBRARY_LIST.parent.mkdir(parents=True, exist_ok=True)
        LIBRARY_LIST.write_bytes(po_bytes(merge("en", listed, Catalog())))
    return sorted(asked - known)


def write(folder: Path | None, *, force: bool) -> None:
    """Bring the catalogues up to date and compile them."""
    kept = load("vi")
    merged = merge("vi", wanted_messages(), kept)
    if folder is not None:
        unused = fill(merged, folder, force=force)
        nobody = remember_library_messages(unused) if unused else []
        merged = merge("vi", wanted_messages(), merged)
        fill(merged, folder, force=force)
        for said in nobody:
            print(f"nobody says this: {said!r}")
    for language in LANGUAGES:
        catalog = merged if language == "vi" else merge(language, merged, load(language))
        path = po_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(po_bytes(catalog))
        path.with_suffix(".mo").write_bytes(mo_bytes(catalog))
    missing = [message for message in merged if message.id and not all(_strings(message))]
    print(f"{len(merged)} messages, {len(missing)} without Vietnamese")
    for message in sorted(missing, key=lambda one: one.locations):
        print(f"  {message.locations[0][0] if message.locations else ''}: {key_of(message)[1]!r}")


# --- Checking ------------------------------------------------------------------------------


def _strings(message: Message) -> list[str]:
    if not message.string:
        return [""]
    return [message.string] if isinstance(message.string, str) else list(message.string)


def faults(language: str, wanted: Catalog) -> Iterator[str]:
    """Everything that keeps the catalogue from being in order, one sentence each."""
    kept = load(language)
    in_code = {key_of(message) for message in wanted if message.id}
    in_catalogue = {key_of(message) for message in kept if message.id}
    yield from (f"missing: {said!r}" for __, said in sorted(in_code - in_catalogue, key=str))
    yield from (f"obsolete: {said!r}" for __, said in sorted(in_catalogue - in_code, key=str))
    for message in kept:
        if message.id:
            yield from _faults_of(message, complete=language == "vi")
    compiled = po_path(language).with_suffix(".mo")
    if not compiled.exists() or compiled.read_bytes() != mo_bytes(quiet(kept, language)):
        yield f"{compiled.name} is not what the catalogue compiles to"


def _faults_of(message: Message, *, complete: bool) -> Iterator[str]:
    said = message.id if isinstance(message.id, str) else message.id[-1]
    if message.fuzzy:
        yield f"fuzzy: {said!r}"
    for words in _strings(message):
        if not words:
            if complete:
                yield f"untranslated: {said!r}"
        elif sorted(set(PLACEHOLDER.findall(words))) != sorted(set(PLACEHOLDER.findall(said))):
            yield f"other placeholders: {said!r} -> {words!r}"
        elif "python-format" in message.flags and re.search(r"%(?![%(sdifr])", words):
            yield f"a bare % sign: {words!r}"


def check() -> int:
    """Print the faults of all catalogues; 1 when there are any."""
    wanted = wanted_messages()
    found = [
        f"locale/{language}: {fault}"
        for language in LANGUAGES
        for fault in faults(language, wanted)
    ]
    for fault in found:
        print(fault)
    print(f"messages: {len(found)} faults; mend with: make messages" if found else "messages: ok")
    return 1 if found else 0


def print_untranslated_library_messages() -> None:
    """Show, as JSON to fill in, what the libraries may say in English to a Vietnamese reader."""
    with (Path(django.__file__).parent / "conf/locale/vi/LC_MESSAGES/django.po").open("rb") as file:
        theirs = {key_of(message) for message in read_po(file) if all(_strings(message))}
    ours = {key_of(message) for message in load("vi")}
    open_ones = {key_of(message) for message in library_messages() if message.id} - ours - theirs
    print(json.dumps({said: "" for __, said in sorted(open_ones, key=str)}, indent=1))


def main() -> int:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--libraries", action="store_true")
    parser.add_argument("--fill", type=Path, metavar="DIR")
    parser.add_argument("--force", action="store_true", help="with --fill: replace what is there")
    options = parser.parse_args()
    settings.configure(USE_I18N=True)
    if options.check:
        return check()
    if options.libraries:
        print_untranslated_library_messages()
        return 0
    write(options.fill, force=options.force)
    return 0


if __name__ == "__main__":
    sys.exit(main())
