"""Every component draws what it is given, escaped, and keeps what the reader needs."""

import re
from datetime import datetime, timedelta

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import get_template
from django.test import RequestFactory
from django.utils import timezone, translation
from django_cotton.compiler_regex import CottonCompiler

from tests.architecture.places import ROOT
from workflow_app.ui import diff, html
from workflow_app.ui.filters import Chip

COMPONENTS = sorted((ROOT / "templates/components").glob("*.html"))
SPRITE = (ROOT / "workflow_app/ui/static/vendor/icons.svg").read_text(encoding="utf-8")
DRAWN = set(re.findall(r'<symbol id="([^"]+)"', SPRITE))


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def draw(source: str, path: str = "/", **values: object) -> str:
    request = RequestFactory().get(path)
    compiled = CottonCompiler().process(source)
    return Template(compiled).render(Context({"request": request, **values}))


def text(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split())


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_a_component_draws_with_nothing_given(path) -> None:
    drawn = draw(f"<c-{path.stem.replace('_', '-')} />")
    assert "{{" not in drawn
    assert "{%" not in drawn
    assert "<c-" not in drawn


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_a_component_takes_nothing_by_accident_from_the_page(path) -> None:
    names = set(re.findall(r"\{\{ ?(\w+)", path.read_text(encoding="utf-8")))
    names -= {"slot", "attrs", "forloop", "request", "marked"}
    leak = dict.fromkeys(names, "leaked-from-the-page")
    inner = set(re.findall(r"\{% for (\w+) in", path.read_text(encoding="utf-8")))
    drawn = draw(
        f"<c-{path.stem.replace('_', '-')} />",
        **{name: value for name, value in leak.items() if name not in inner},
    )
    assert "leaked-from-the-page" not in drawn


def test_every_icon_that_is_asked_for_is_in_the_sprite() -> None:
    asked: dict[str, str] = {}
    sources = [*(ROOT / "templates").rglob("*.html")]
    for folder in ("workflow_app", "plans", "personnel", "awards"):
        sources += (ROOT / folder).rglob("*.py")
    for path in sources:
        words = path.read_text(encoding="utf-8")
        for name in re.findall(
            r"""\{% icon ["']([\w-]+)["']|(?<![\w-])icon=["']([\w-]+)["']""", words
        ):
            asked.setdefault(name[0] or name[1], path.name)
    assert {name: where for name, where in asked.items() if name not in DRAWN} == {}


def test_a_state_is_a_word_and_an_icon_beside_its_colour() -> None:
    drawn = draw("<c-badge tone='red' label='Overdue' />")
    assert text(drawn) == "Overdue"
    assert "tone-red" in drawn
    assert "#alert-circle" in drawn


def test_options_of_a_select_are_escaped_and_the_chosen_one_is_marked() -> None:
    drawn = draw("{% options given chosen %}", given=[("a", "<b>"), ('"', "Hà & Nội")], chosen='"')
    assert drawn == (
        '<option value="a">&lt;b&gt;</option><option value="&quot;" selected>Hà &amp; Nội</option>'
    )


def test_what_people_wrote_is_escaped_in_props_and_content() -> None:
    evil = "<script>alert(1)</script>"
    for source in (
        '<c-badge label="{{ evil }}" />',
        '<c-badge :label="evil" />',
        '<c-page-header title="{{ evil }}" :subtitle="evil" />',
        '<c-problem :text="evil" :basis="evil">{{ evil }}</c-problem>',
        '<c-person :name="evil" :office="evil" />',
        '<c-code :value="evil" />',
        '<c-button label="{{ evil }}" name="{{ evil }}" />',
        '<c-diff :lines="lines" />',
    ):
        drawn = draw(source, evil=evil, lines=[{"label": evil, "old": evil, "new": evil + "x"}])
        assert "<script" not in drawn, source
        assert "alert(1)" in drawn


@pytest.mark.parametrize(
    ("left", "tone"),
    (
        (timedelta(minutes=-1), "red"),
        (timedelta(hours=30), "amber"),
        (timedelta(days=9), "grey"),
    ),
)
def test_a_due_time_warns_before_it_is_past(left: timedelta, tone: str) -> None:
    now = timezone.now()
    assert html.due_tone(now + left, now) == tone
    assert f"due-{tone}" in draw('<c-due :at="at" />', at=now + left)


def test_a_due_day_lasts_until_its_end() -> None:
    today = timezone.localdate()
    assert html.due_tone(today, timezone.localtime()) == "amber"


def test_an_exact_time_stands_behind_every_short_one() -> None:
    at = datetime(2026, 11, 27, 14, 2, tzinfo=timezone.get_default_timezone())
    drawn = draw("{{ at|when }}", at=at)
    assert text(drawn) == "14:02 27/11/2026"
    assert 'title="Friday 27/11/2026 14:02"' in drawn


def test_money_is_written_as_vietnamese_people_write_it() -> None:
    assert text(draw('<c-money :value="45000000" />')) == "45.000.000 đ"
    assert text(draw('<c-money :value="missing" />')) == "–"


def test_a_stepper_says_in_words_where_the_dossier_is() -> None:
    steps = [{"label": "Draft", "state": "done"}, {"label": "Sign", "state": "current"}]
    drawn = draw('<c-stepper :steps="steps" />', steps=steps)
    assert drawn.count('aria-current="step"') == 1
    assert text(drawn) == "Draft done 2 Sign now"


def test_a_decision_that_cannot_be_taken_says_why() -> None:
    drawn = draw('<c-decision-button label="Sign" why_not="Two comments are open." next="Done" />')
    assert "disabled" in drawn
    assert text(drawn) == "Sign Two comments are open."


class Opinion(forms.Form):
    """A form with one field of each kind."""

    name = forms.CharField(help_text="As on the paper.")
    note = forms.CharField(required=False, widget=forms.Textarea)
    kind = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    sure = forms.BooleanField()


def test_a_form_names_its_mistakes_on_top_and_at_the_field() -> None:
    drawn = draw('<c-form :form="form" submit="Save" />', form=Opinion({}))
    assert 'href="#id_name"' in drawn
    assert 'aria-describedby="id_name_helptext id_name_error"' in drawn
    assert 'id="id_name_error"' in drawn
    assert 'aria-invalid="true"' in drawn
    assert "(optional)" in drawn
    assert drawn.count("csrfmiddlewaretoken") <= 1


def test_every_field_has_a_label_of_its_own() -> None:
    drawn = draw('<c-fields :form="form" />', form=Opinion())
    for field in ("id_name", "id_note", "id_kind_0", "id_kind_1", "id_sure"):
        assert f'for="{field}"' in drawn
        assert drawn.count(f'id="{field}"') == 1


def test_a_placeholder_that_repeats_the_label_is_left_out() -> None:
    form = Opinion()
    form.fields["name"].widget.attrs["placeholder"] = "Name"
    assert 'placeholder="Name"' not in draw('<c-field :field="form.name" />', form=form)


def test_a_chip_takes_one_filter_away_and_keeps_the_others() -> None:
    chips = [Chip("unit", "2", "Unit", "Đà Nẵng")]
    drawn = draw('<c-chips :chips="chips" />', "/?unit=2&unit=3&stage=1&page=4", chips=chips)
    assert 'href="?unit=3&amp;stage=1"' in drawn


def test_a_page_keeps_the_filters() -> None:
    page = Paginator(range(200), 50).get_page(2)
    drawn = draw('<c-pagination :page="page" />', "/?q=lao&page=2", page=page)
    assert 'href="?q=lao&amp;page=3"' in drawn
    assert "51–100 of 200" in text(drawn)


def test_one_page_needs_no_pages() -> None:
    assert not draw('<c-pagination :page="page" />', page=Paginator([1], 50).get_page(1)).strip()


def test_finished_work_is_no_longer_asked_for() -> None:
    running = draw('<c-progress :value="3" :max="9" label="Opening" url="/job/" />')
    finished = draw('<c-progress :value="9" :max="9" label="Opening" url="/job/" done="1" />')
    assert 'hx-get="/job/"' in running
    assert "hx-get" not in finished


def test_changes_are_marked_word_by_word() -> None:
    marked = diff.mark("Đón đoàn 12 người", "Đón đoàn 15 người")
    assert marked.old == "Đón đoàn <del>12</del> người"
    assert marked.new == "Đón đoàn <ins>15</ins> người"
    assert not diff.mark("như cũ", "như cũ").changed


def test_the_server_error_page_needs_nothing_to_draw() -> None:
    drawn = get_template("500.html").render({})
    assert 'href="/"' in drawn
