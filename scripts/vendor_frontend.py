"""Fetch the browser libraries once and commit what the pages need: `python scripts/vendor_frontend.py`.

A maintainer's step, run when a version changes. It needs npm; installing or running the
product never does. Source maps are dropped and nothing in the result points outside.
"""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "workflow_app" / "ui" / "static" / "vendor"
TABLER = "@tabler/core@1.6.1"
ICONS = "@tabler/icons@3.51.0"
FONT = "@fontsource/be-vietnam-pro@5.3.0"
CHART = "chart.js@4.6.1"
WEIGHTS = (400, 500, 600, 700)
SUBSETS = {
    "vietnamese": (
        "U+0102-0103,U+0110-0111,U+0128-0129,U+0168-0169,U+01A0-01A1,U+01AF-01B0,"
        "U+0300-0301,U+0303-0304,U+0308-0309,U+0323,U+0329,U+1EA0-1EF9,U+20AB"
    ),
    "latin": (
        "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,"
        "U+0329,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD"
    ),
}
ICON_NAMES = """
    adjustments alert-circle alert-triangle archive arrow-back-up arrow-left arrow-right
    arrows-diff award ban bell bell-off book building building-bank building-community bulb
    calendar calendar-due calendar-event calendar-time certificate chart-bar chart-line check
    checkbox checklist chevron-down chevron-left chevron-right chevron-up circle
    circle-check circle-dashed circle-dot circle-x clipboard-check clipboard-list clock clock-exclamation
    clock-pause cloud-check cloud-off copy corner-up-left dashboard database device-floppy
    device-mobile dots dots-vertical download edit external-link eye eye-off file
    file-certificate file-check file-diff file-export file-import file-spreadsheet
    file-text file-type-doc file-type-pdf file-type-xls files filter flag folder forms
    gavel grip-vertical hand-stop help help-circle hierarchy history home hourglass id
    inbox info-circle key keyboard language layout-board layout-list layout-sidebar link list list-check
    list-details loader lock lock-open login logout mail map-pin medal menu-2 message
    message-circle message-report messages minus moon notes paperclip pencil percentage phone
    pin player-pause player-play plus presentation printer progress-check qrcode
    question-mark refresh report report-analytics rotate scale search select send
    settings shield-check shield-lock signature sitemap sort-ascending sort-descending
    rubber-stamp star subtask sum sun switch-horizontal table tag tags target thumb-down
    thumb-up timeline transfer trash trophy upload user user-check user-circle user-off
    user-plus user-question user-share users users-group wand world writing x zoom-check
""".split()


def fetch(package: str, folder: Path) -> Path:
    """Unpack one published package; return its folder."""
    target = folder / re.sub(r"\W+", "-", package)
    target.mkdir()
    npm = shutil.which("npm") or "npm"
    subprocess.run([npm, "pack", "--silent", package], cwd=target, check=True)  # noqa: S603 -- fixed command
    shutil.unpack_archive(next(target.glob("*.tgz")), target, filter="data")
    return target / "package"


def without_source_map(text: str) -> str:
    """Drop the comment that would make a browser (or a manifest) look for a missing file."""
    return re.sub(r"\n?(/\*# sourceMappingURL=.*?\*/|//# sourceMappingURL=\S+)\s*$", "\n", text)


def copy_text(source: Path, target: Path) -> None:
    """Copy a minified file without its source map."""
    text = without_source_map(source.read_text(encoding="utf-8"))
    outside = re.findall(r"url\((?![\"']?data:)[^)]*\)", text)
    if outside:
        raise SystemExit(f"{source.name} points outside: {outside}")
    target.write_text(text, encoding="utf-8")


def build_sprite(icons: Path) -> str:
    """Join the chosen outline icons into one file of symbols."""
    symbols = []
    for name in sorted(set(ICON_NAMES)):
        svg = (icons / "icons" / "outline" / f"{name}.svg").read_text(encoding="utf-8")
        body = re.search(r"<svg[^>]*>(.*)</svg>", svg, re.DOTALL)
        if body is None:
            raise SystemExit(f"no drawing in {name}")
        shapes = re.sub(r'<path stroke="none" d="M0 0h24v24H0z" fill="none" ?/>', "", body[1])
        shapes = re.sub(r"\s+", " ", shapes).replace("> <", "><").strip()
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{shapes}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def build_font(font: Path) -> str:
    """Copy the woff2 files and return their @font-face rules."""
    rules = []
    (VENDOR / "fonts").mkdir(exist_ok=True)
    for weight in WEIGHTS:
        for subset, characters in SUBSETS.items():
            name = f"be-vietnam-pro-{subset}-{weight}-normal.woff2"
            shutil.copyfile(font / "files" / name, VENDOR / "fonts" / name)
            rules.append(
                f'@font-face{{font-family:"Be Vietnam Pro";font-style:normal;font-display:swap;'
                f'font-weight:{weight};src:url("fonts/{name}") format("woff2");'
                f"unicode-range:{characters}}}"
            )
    return "\n".join(rules) + "\n"


def main() -> None:
    """Rebuild the vendored folder from the pinned versions."""
    VENDOR.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        tabler = fetch(TABLER, folder)
        copy_text(tabler / "dist/css/tabler.min.css", VENDOR / "tabler.min.css")
        copy_text(tabler / "dist/js/tabler.min.js", VENDOR / "tabler.min.js")
        copy_text(fetch(CHART, folder) / "dist/chart.umd.min.js", VENDOR / "chart.min.js")
        sprite = build_sprite(fetch(ICONS, folder))
        (VENDOR / "icons.svg").write_text(sprite, encoding="utf-8")
        font = fetch(FONT, folder)
        (VENDOR / "be-vietnam-pro.css").write_text(build_font(font), encoding="utf-8")
        shutil.copyfile(font / "LICENSE", VENDOR / "fonts" / "LICENSE")


if __name__ == "__main__":
    main()
