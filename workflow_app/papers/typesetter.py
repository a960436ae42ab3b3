"""A program of its own: reads a job from standard input, writes the PDF to standard output.

The typesetter remembers what it has laid out, ten jobs long: a hundred pages take hundreds of
megabytes. In a process that ends, the server never grows, and a document that cannot be set takes
nothing else with it. The program knows neither the project nor Django: it starts in 50 ms.
"""

import json
import resource
import sys
from pathlib import Path
from typing import Any

MOST_MEMORY = 2 * 1024**3
MOST_SECONDS = 120
HERE = Path(__file__).resolve().parent
ARCHIVAL = "a-2a"


def main() -> int:
    """Set one document. Exit code 1 and a line on standard error when it cannot be set."""
    import typst  # noqa: PLC0415 -- the measures against a runaway come first

    job: dict[str, Any] = json.load(sys.stdin.buffer)
    options: dict[str, Any] = {
        "root": HERE / "typst",
        "font_paths": [HERE / "fonts"],
        "ignore_system_fonts": True,
        "package_path": HERE / "typst",  # no package is ever looked up elsewhere
        "package_cache_path": HERE / "typst",
        "sys_inputs": {"data": json.dumps(job["data"], ensure_ascii=False)},
        "timestamp": job["timestamp"],
        "format": job["format"],
    }
    source = HERE / "typst" / job["template"]
    try:
        done = _set(typst, source, options)
    except RuntimeError as problem:  # a TypstError is one as well
        sys.stderr.write(str(problem))
        return 1
    sheets = done if isinstance(done, list) else [done]
    sys.stdout.buffer.write(b"".join(sheets[job["sheet"] :][:1]))
    return 0


def _set(typst: Any, source: Path, options: dict[str, Any]) -> bytes | list[bytes]:
    """Set it for the archive; a letter that the font lacks makes it an ordinary PDF.

    PDF/A forbids empty boxes. Somebody's name in Lao letters must not stop minutes from being
    printed: the box is on the sheet, the letters stay in the text of the file.
    """
    if options["format"] != "pdf":
        return typst.compile(source, ppi=80, **options)  # type: ignore[no-any-return]
    try:
        return typst.compile(source, pdf_standards=ARCHIVAL, **options)  # type: ignore[no-any-return]
    except typst.TypstError as problem:
        if "could not be displayed" not in problem.message:
            raise
    return typst.compile(source, **options)  # type: ignore[no-any-return]


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    sys.exit(main())
