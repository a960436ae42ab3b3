"""Small pieces of markup that both templates and tables need; each is drawn in one place."""

from datetime import date, datetime, time
from functools import lru_cache

from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString

from workflow_app.lib.dates import day_words, due_phrase
from workflow_app.lib.money import format_dong
from workflow_app.lib.names import initials

TONE_ICONS = {
    "green": "circle-check",
    "amber": "alert-triangle",
    "red": "alert-circle",
    "blue": "info-circle",
    "grey": "circle-dot",
}
SOON_DAYS = 2
Text = str | Promise


@lru_cache(maxsize=500)
def icon(name: str, css: str = "") -> SafeString:
    """Return a decorative icon of the vendored sprite; the word beside it carries the meaning."""
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"></use></svg>',
        f"icon {css}".rstrip(),
        static("vendor/icons.svg"),
        name,
    )


def badge(tone: str, label: Text, icon_name: str = "") -> SafeString:
    """Return a state: a tone never stands without its word and its icon."""
    tone = tone if tone in TONE_ICONS else "grey"
    return format_html(
        '<span class="tone tone-{}">{}<span>{}</span></span>',
        tone,
        icon(icon_name or TONE_ICONS[tone]),
        label,
    )


def money(amount: int | None) -> SafeString:
    """Return an amount in đồng that never breaks over two lines; a dash where none is given."""
    if amount is None:
        return format_html('<span class="num text-secondary">{}</span>', "–")
    return format_html('<span class="num">{}</span>', format_dong(amount))


def as_moment(value: date | datetime) -> datetime:
    """Return the local moment; a plain day lasts until its end."""
    if isinstance(value, datetime):
        return timezone.localtime(value) if timezone.is_aware(value) else timezone.make_aware(value)
    return timezone.make_aware(datetime.combine(value, time.max))


def exact(value: date | datetime) -> str:
    """Return the full day, with the time where one is known."""
    moment = as_moment(value)
    day = day_words(moment.date(), date.min)  # far from any day: the year is always written
    day = day[:1].upper() + day[1:]
    return f"{day} {moment:%H:%M}" if isinstance(value, datetime) else day


def due_tone(value: date | datetime, now: datetime) -> str:
    """Red when past, amber within two days, else plain."""
    left = as_moment(value) - now
    if left.total_seconds() < 0:
        return "red"
    return "amber" if left.days < SOON_DAYS else "grey"


def due(value: date | datetime | None, *, done: bool = False) -> SafeString:
    """Return "còn 3 ngày (thứ Sáu 27/11)" with the exact time on hover or tap."""
    if value is None:
        return SafeString("")
    if done:
        return when(value)
    now = timezone.localtime()
    tone = due_tone(value, now)
    symbol = {"red": "clock-exclamation", "amber": "clock", "grey": "calendar-due"}[tone]
    return format_html(
        '<time class="due due-{}" datetime="{}" title="{}" data-exact>{}<span>{}</span></time>',
        tone,
        value.isoformat(),
        exact(value),
        icon(symbol),
        due_phrase(as_moment(value), now),
    )


def when(value: date | datetime | None) -> SafeString:
    """Return a short time (hour and day), exact on hover."""
    if value is None:
        return SafeString("")
    if isinstance(value, datetime):
        short = date_format(as_moment(value), "H:i d/m/Y")
    else:
        short = date_format(value, "d/m/Y")
    return format_html(
        '<time class="when" datetime="{}" title="{}">{}</time>',
        value.isoformat(),
        exact(value),
        short,
    )


def person(name: Text, office: Text = "", *, avatar: bool = False) -> SafeString:
    """Return a person as name and office."""
    face = (
        format_html('<span class="face" aria-hidden="true">{}</span>', initials(str(name)) or "?")
        if avatar
        else SafeString("")
    )
    under = (
        format_html('<span class="person-office">{}</span>', office) if office else SafeString("")
    )
    return format_html(
        '<span class="person">{}<span class="person-text"><span class="person-name">{}</span>{}'
        "</span></span>",
        face,
        name,
        under,
    )
