"""The collector of messages sees every way in which this project speaks."""

import json
import runpy
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from tests.architecture.places import ROOT

MESSAGES = runpy.run_path(str(ROOT / "scripts" / "messages.py"))

PYTHON = """
from django.utils.translation import gettext, gettext_lazy as _, ngettext, pgettext_lazy
A = _("Draft")
B = gettext("Sign"
            " here: %(name)s") % {"name": 1}
C = ngettext("%(count)s unit", "%(count)s units", 3)
D = pgettext_lazy("of a body", "Chair")
E = _(A)
"""
TEMPLATE = """
{% load i18n %}
<c-card title="{% translate "Plans" %}" :hint="_('Open one')">{{ _("Total") }}</c-card>
{% blocktranslate trimmed with name=unit.name %}
  Signed by
  {{ name }}
{% endblocktranslate %}
{% blocktranslate trimmed count counter=n %}
  {{ counter }} line{% plural %}{{ counter }} lines
{% endblocktranslate %}
{% translate "May" context "month" %} {% translate "100%" as full %}
"""


@pytest.fixture
def collected(tmp_path: Path) -> Catalog:
    (tmp_path / "templates").mkdir()
    (tmp_path / "code.py").write_text(PYTHON, encoding="utf-8")
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE, encoding="utf-8")
    catalog: Catalog = MESSAGES["collect"]([tmp_path], tmp_path)
    return catalog


def test_every_way_of_speaking_is_collected(collected: Catalog) -> None:
    said = {(message.context, message.id) for message in collected if message.id}
    assert said == {
        (None, "Draft"),
        (None, "Sign here: %(name)s"),
        (None, ("%(count)s unit", "%(count)s units")),
        ("of a body", "Chair"),
        (None, "Plans"),
        (None, "Open one"),
        (None, "Total"),
        (None, "Signed by %(name)s"),
        (None, ("%(counter)s line", "%(counter)s lines")),
        ("month", "May"),
        (None, "100%%"),
    }


def test_translations_are_filled_in_and_kept(collected: Catalog, tmp_path: Path) -> None:
    words = {"Draft": "Dự thảo", "%(count)s unit": "%(count)s đơn vị", "100%": "100%"}
    (tmp_path / "words.json").write_text(json.dumps(words), encoding="utf-8")
    merged = MESSAGES["merge"]("vi", collected, Catalog())
    assert MESSAGES["fill"](merged, tmp_path, force=False) == {}
    again = MESSAGES["merge"]("vi", collected, merged)
    assert again.get("Draft").string == "Dự thảo"
    assert again.get("%(count)s unit").string == ("%(count)s đơn vị",)
    assert again.get("100%%").string == "100%%"


def test_a_lost_placeholder_is_a_fault(collected: Catalog) -> None:
    merged = MESSAGES["merge"]("vi", collected, Catalog())
    merged.get("Sign here: %(name)s").string = "Ký tại đây: %(ten)s"
    found = list(MESSAGES["_faults_of"](merged.get("Sign here: %(name)s"), complete=True))
    assert found == ["other placeholders: 'Sign here: %(name)s' -> 'Ký tại đây: %(ten)s'"]
