"""The looks a page can have, by day and at night, at a desk and on a phone; and what axe finds in them."""

from collections.abc import Iterator
from typing import Any

from axe_playwright_python.sync_playwright import Axe

WIDTHS = {"phone": 390, "desk": 1280}
HEIGHT = 844
TURNED = """async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  await frame().then(frame); // the page has been told of the other scheme
  const turning = document.getAnimations().filter((one) => one instanceof CSSTransition);
  await Promise.allSettled(turning.map((one) => one.finished));
}"""
FIND = 'axe.run({ resultTypes: ["violations"] }).then((found) => found.violations)'


def looks(page: Any, address: str) -> Iterator[tuple[str, str]]:
    """Show the page in every look; yield its name and the colour scheme.

    It is loaded on a phone at night; then the phone turns to the day, and the window becomes wide.
    Nothing in our scripts asks how wide it is when they start.
    """
    dark, light = "dark", "light"
    page.emulate_media(color_scheme=dark)
    page.set_viewport_size({"width": WIDTHS["phone"], "height": HEIGHT})
    page.goto(address)
    for device, scheme in (("phone", dark), ("phone", light), ("desk", light), ("desk", dark)):
        page.set_viewport_size({"width": WIDTHS[device], "height": HEIGHT})
        page.emulate_media(color_scheme=scheme)
        page.evaluate(TURNED)
        yield f"{device}, {scheme}", scheme


def faults(page: Any) -> list[tuple[str, str]]:
    """Return what axe finds: the rule, and the element that breaks it."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(f"{Axe().axe_script};0")
    return [(item["id"], node["html"]) for item in page.evaluate(FIND) for node in item["nodes"]]


def is_too_wide(page: Any) -> bool:
    """Tell whether one has to scroll sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))
