"""A small federation: one cluster of three, an office, a body, and the people who act there."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.retold import retold

from .house import House, make_house

REAL_FILE = Path(__file__).resolve().parent / "data" / "organisation.json"


@pytest.fixture
def house(db: None) -> House:
    return retold("the house", make_house)


@pytest.fixture
def real_data() -> dict[str, Any]:
    return json.loads(REAL_FILE.read_text(encoding="utf-8"))
