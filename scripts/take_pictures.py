"""Takes the pictures of docs/pictures/ from the demo: real pages, the right person, no retouching.

    scripts/take_pictures.py             with a demo of its own in a temporary folder (make pictures)
    scripts/take_pictures.py NAME ...    only these pictures
    DATABASE_URL=... scripts/take_pictures.py    with the demo that is loaded there

Serves on a loopback port that is free. Needs a chromium (scripts/install_chromium).
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Browser, Error, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
DATA = ROOT / "workflow_app" / "demo" / "data"
PASSWORD = "demo-to-trinh-2026"  # noqa: S105 -- `manage.py demo` prints it for everybody
SHEETS_UNIT = re.compile(r"liên hiệp các tổ chức hữu nghị (thành phố|tp\.?) đà nẵng", re.IGNORECASE)
LARGEST = 250 * 1024
SIZES = {"desk": (1280, 860), "tablet": (820, 1100), "phone": (390, 844)}
ASK = """
from django.db.models import Count

from workflow_app.approvals.enums import Stage
from workflow_app.approvals.models import Dossier, Opinion, WorkItem
from workflow_app.ballots.models import Session
from workflow_app.organization.models import Holding

def code(**wanted):
    found = Dossier.objects.filter(kind="plan", **wanted).order_by("-year", "code").first()
    return found.code if found else ""

def session(state):
    found = Session.objects.filter(state=state).order_by("-held_on").first()
    return found.pk if found else ""

def drafter_of(dossier):
    found = Holding.objects.filter(desk__unit=dossier.unit, desk__duty="draft", delegation=None)
    return found.exclude(user=None).first().user.username

opinion = Opinion.objects.filter(state="invited", unit__code="LH-QUANGTRI").first()
newest = Dossier.objects.filter(kind="plan").order_by("-year").first()
print("year", newest.year)
print("own", code(unit__code="LH-DANANG", year=newest.year))
drafts = Dossier.objects.filter(kind="plan", year=newest.year, stage="drafting", sent_back=None)
counted = drafts.annotate(lines=Count("plan__activities"))
draft = counted.filter(lines__lt=12).order_by("-lines", "code").first()
empty = counted.filter(unit__kind="local_member").order_by("lines", "code").first()
print("draft", draft.code)
print("drafter", drafter_of(draft))
print("empty", empty.code)
print("unit", empty.unit.name)
print("importer", drafter_of(empty))
waiting = WorkItem.objects.filter(state="open", kind="plan.endorse", desk__duty="endorse")
waiting = waiting.filter(desk__cluster__head_unit__code="LH-DANANG").order_by("due").first()
print("waiting", waiting.dossier.code if waiting else "")
print("asked", opinion.round.dossier.code if opinion else "")
returned = Dossier.objects.filter(kind="plan", stage="drafting", sent_back__outcome="returned")
returned = returned.annotate(lines=Count("plan__activities")).order_by("-year", "-lines").first()
print("returned", returned.code)
print("mender", drafter_of(returned))
print("adopted", code(stage=Stage.ADOPTED))
print("voting", session("voting"))
print("closed", session("closed"))
"""


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: whose page, which, on what, and what the person does before it is taken."""

    name: str
    account: str
    path: str
    size: str = "desk"
    dark: bool = False
    act: Callable[[Page, dict[str, str]], None] | None = None


def choose(page: Page, __: dict[str, str]) -> None:
    """Choose on the first items, as a member does."""
    for label in page.locator("label:has(input[type=radio][value=yes])").all()[:2]:
        label.click()


def sheet_of(facts: dict[str, str], folder: str) -> Path:
    """Return a real sheet as if it were of this unit and of the year of the demo."""
    book = load_workbook(DATA / "da_nang_2022.xlsx")
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            if isinstance(cell.value, str):
                named = SHEETS_UNIT.sub(facts["unit"], cell.value)
                cell.value = named.replace("2022", facts["year"])
            elif isinstance(cell.value, datetime):
                cell.value = cell.value.replace(year=int(facts["year"]))
    path = Path(folder) / f"ke_hoach_{facts['year']}.xlsx"
    book.save(path)
    return path


def upload(page: Page, facts: dict[str, str]) -> None:
    """Hand in the unit's own sheet and wait for the preview."""
    with tempfile.TemporaryDirectory() as folder:
        page.set_input_files("input[type=file]", sheet_of(facts, folder))
        page.locator("main form:has(input[type=file]) button[type=submit]").first.click()
        page.wait_for_url("**/sheets/**")
        page.wait_for_load_state("networkidle")


def confirm_columns(page: Page, facts: dict[str, str]) -> None:
    """Hand in the sheet and agree with what its columns were taken for."""
    upload(page, facts)
    page.locator('form[action$="/columns/"]:has(select) button[type=submit]').last.click()
    page.wait_for_load_state("networkidle")


def mend_and_compare(page: Page, __: dict[str, str]) -> None:
    """Mend two lines of a plan that was sent back, then compare the draft with what was sent."""
    cells = {"amount": ("45tr", 0), "when": ("Quý III", 1), "place": ("Hà Nội", 0)}
    for name, (value, number) in cells.items():
        field = page.locator(f'[data-cell="{name}"]').nth(number)
        if field.count():
            field.fill(value)
            field.blur()
    page.wait_for_timeout(3000)  # the editor saves a second after the last change
    page.goto(page.url.replace("/plans/edit/", "/dossiers/") + "compare/?to=draft")
    page.wait_for_load_state("networkidle")


SHOTS = (
    Shot("sign_in", "", "/account/login/"),
    Shot("worklist", "danang.truong", "/"),
    Shot("worklist_dark", "danang.truong", "/", dark=True),
    Shot("worklist_phone", "danang.truong", "/", "phone"),
    Shot("worklist_phone_dark", "danang.truong", "/", "phone", dark=True),
    Shot("dossier", "danang.truong", "/dossiers/{waiting}/"),
    Shot("dossier_dark", "danang.truong", "/dossiers/{waiting}/", dark=True),
    Shot("dossier_phone", "danang.truong", "/dossiers/{waiting}/", "phone"),
    Shot("dossier_review", "danang.truong", "/dossiers/{own}/?tab=review#tabs"),
    Shot("dossier_history", "kiemtra", "/dossiers/{adopted}/?tab=history#tabs"),
    Shot("compare", "{mender}", "/plans/edit/{returned}/", act=mend_and_compare),
    Shot("campaign", "vanphong.vanthu", "/plans/{year}/"),
    Shot("plan_editor", "{drafter}", "/plans/edit/{draft}/"),
    Shot("plan_editor_phone", "{drafter}", "/plans/edit/{draft}/", "phone"),
    Shot("import_columns", "{importer}", "/plans/edit/{empty}/import/", act=upload),
    Shot("import_preview", "{importer}", "/plans/edit/{empty}/import/", act=confirm_columns),
    Shot("opinion", "quangtri.truong", "/dossiers/{asked}/opinion/"),
    Shot("session", "chutich", "/sessions/{voting}/"),
    Shot("sessions", "thuky", "/sessions/"),
    Shot("voting_sheet_tablet", "uyvien101", "/sessions/{voting}/sheet/", "tablet", act=choose),
    Shot("voting_sheet_phone", "uyvien101", "/sessions/{voting}/sheet/", "phone"),
    Shot("result", "thuky", "/sessions/{closed}/result/"),
    Shot("paper", "vanphong.vanthu", "/dossiers/{adopted}/?tab=papers#tabs"),
    Shot("units", "quangtri.truong", "/organization/?year={year}"),
    Shot("holders", "quantri", "/organization/admin/holders/"),
    Shot("rules", "quantri", "/rulebook/"),
)


def manage(environment: dict[str, str], *arguments: str) -> str:
    """Run a management command and return what it prints."""
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    done = subprocess.run(  # noqa: S603 -- our own program
        command, env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


def free_port() -> int:
    """Return a loopback port that nobody uses."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
    return port


@contextmanager
def demo_environment() -> Iterator[dict[str, str]]:
    """Give the environment of a loaded demo: the one that is named, or a new one."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "workflow_app.settings.dev",
        "EMBEDDED_WORKER": "no",
    }
    with tempfile.TemporaryDirectory() as folder:
        if "DATABASE_URL" not in os.environ:
            environment |= {"DATABASE_URL": f"sqlite:///{folder}/db.sqlite3", "DATA_DIR": folder}
        print("Loading the demo ...")
        manage(environment, "migrate", "--verbosity", "0")
        manage(environment, "demo")
        yield environment


@contextmanager
def server(environment: dict[str, str]) -> Iterator[str]:
    """Serve until the pictures are taken."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = [str(Path(sys.executable).with_name("gunicorn")), "workflow_app.wsgi"]
    command += ["--config", str(ROOT / "deploy" / "gunicorn_embedded.py")]
    running = subprocess.Popen(  # noqa: S603 -- our own program
        command, env=environment | {"BIND": f"127.0.0.1:{port}", "SITE_URL": address}, cwd=ROOT
    )
    try:
        for __ in range(240):
            if running.poll() is not None:
                raise SystemExit("The server did not start.")
            try:
                urllib.request.urlopen(f"{address}/livez", timeout=5)  # noqa: S310 -- loopback
                break
            except OSError:
                time.sleep(0.5)
        yield address
    finally:
        running.terminate()
        running.wait(timeout=60)


class Studio:
    """A browser in which several people are signed in."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address
        self.cookies: dict[str, list[dict[str, object]]] = {}

    def page_for(self, shot: Shot) -> Page:
        """Open a window as the person wants it, signed in."""
        width, height = SIZES[shot.size]
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            color_scheme="dark" if shot.dark else "light",
            reduced_motion="reduce",
            has_touch=shot.size != "desk",
            is_mobile=shot.size == "phone",
        )
        page = context.new_page()
        page.set_default_timeout(20_000)
        if shot.account and shot.account in self.cookies:
            context.add_cookies(self.cookies[shot.account])  # type: ignore[arg-type]
        elif shot.account:
            page.goto(f"{self.address}/account/login/")
            page.fill("[name=login]", shot.account)
            page.fill("[name=password]", PASSWORD)
            page.click("main button[type=submit]")
            page.wait_for_load_state("networkidle")
            self.cookies[shot.account] = context.cookies()  # type: ignore[assignment]
        return page

    def take(self, shot: Shot, facts: dict[str, str]) -> str:
        """Take one picture; return what is wrong with it."""
        shot = replace(shot, account=shot.account.format(**facts))
        page = self.page_for(shot)
        try:
            said: list[str] = []
            page.on(
                "console", lambda line: said.append(line.text) if line.type == "error" else None
            )
            answer = page.goto(self.address + shot.path.format(**facts))
            page.wait_for_load_state("networkidle")
            if shot.act is not None:
                shot.act(page, facts)
            target = PICTURES / f"{shot.name}.png"
            page.screenshot(path=target, animations="disabled")
            return self._faults(page, answer.status if answer else 0, target, said)
        except Error as failure:
            return failure.message.splitlines()[0]
        finally:
            page.context.close()

    @staticmethod
    def _faults(page: Page, status: int, target: Path, said: list[str]) -> str:
        found = [f"answered {status}"] if status != 200 else []  # noqa: PLR2004 -- the usual answer
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"):
            found.append("wider than the window")
        if target.stat().st_size > LARGEST:
            found.append(f"{target.stat().st_size // 1024} kB")
        return "; ".join(found + said)


def main() -> int:
    """Take all pictures, or those named."""
    wanted = [shot for shot in SHOTS if shot.name in sys.argv[1:] or not sys.argv[1:]]
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    if chromium is None:
        raise SystemExit("There is no chromium; see scripts/install_chromium.")
    PICTURES.mkdir(parents=True, exist_ok=True)
    faults = 0
    with demo_environment() as environment:
        lines = manage(environment, "shell", "--no-imports", "-c", ASK).splitlines()
        facts = {name: value for name, __, value in (line.partition(" ") for line in lines)}
        print(facts)
        with server(environment) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
            )
            studio = Studio(browser, address)
            for shot in wanted:
                fault = studio.take(shot, facts)
                faults += bool(fault)
                print(f"{shot.name:22} {fault or 'ok'}")
            browser.close()
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
