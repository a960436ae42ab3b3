import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from django.utils import translation

from workflow_app.sheets.reading import read_rows, understand
from workflow_app.sheets.safe import open_workbook

from .plan_sheet import PLAN

DATA = Path(__file__).parent.parent / "data"


@pytest.fixture(autouse=True)
def english():
    """Sentences are compared in the language of the source."""
    with translation.override("en"):
        yield


@pytest.fixture
def book():
    """Build a workbook from rows; ``merges`` are ranges such as "A3:F3"."""

    def build(*rows, merges=(), name="Sheet1"):
        workbook = openpyxl.Workbook()
        sheet = workbook.active
        sheet.title = name
        for row in rows:
            sheet.append(list(row))
        for area in merges:
            sheet.merge_cells(area)
        file = io.BytesIO()
        workbook.save(file)
        file.seek(0)
        return file

    return build


@pytest.fixture
def parts(book):
    """Rebuild a small workbook with some of its parts replaced or added."""

    def build(changes, method=zipfile.ZIP_DEFLATED):
        file = io.BytesIO()
        with (
            zipfile.ZipFile(book(["STT", "Nội dung"], [1, "Hội nghị"])) as source,
            zipfile.ZipFile(file, "w", method) as target,
        ):
            for name in [*source.namelist(), *(changes.keys() - source.namelist())]:
                target.writestr(name, changes[name] if name in changes else source.read(name))
        file.seek(0)
        return file

    return build


@pytest.fixture
def read(book):
    """Read rows of a workbook made on the spot: the understanding and all its rows."""

    def run(*rows, merges=(), year=2022, mapping=None):
        [sheet] = open_workbook(book(*rows, merges=merges))
        understanding = understand(sheet, PLAN, year)
        return understanding, list(read_rows(sheet, understanding, mapping))

    return run
