"""A resolution (Decree 30/2020, App. III, template 1.1), from plain data to the page."""

import datetime as dt
from dataclasses import dataclass

from workflow_app.lib.dates import decree30_date

from .pages import Page, Signature, Text, open_number


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """What a body resolved; the grounds are without their last sign, the articles too."""

    organisation: str
    body: str
    symbol: str
    subject: str
    place: str
    signed_on: dt.date | None = None
    grounds: tuple[str, ...]
    articles: tuple[str, ...]
    recipients: tuple[str, ...] = ()
    signer: str = ""
    signer_lines: tuple[str, ...] = ()


def grounds_in_order(grounds: tuple[str, ...]) -> tuple[str, ...]:
    """End each ground with a semicolon and the last with a full stop."""
    bare = [ground.rstrip(" ;.") for ground in grounds]
    return tuple(
        f"{ground}{'.' if index == len(bare) else ';'}" for index, ground in enumerate(bare, 1)
    )


def resolution_page(resolution: Resolution) -> Page:
    """Return the resolution as a page; without a day there is room to write one."""
    body = resolution.body.upper()
    last = len(resolution.articles)
    day = resolution.signed_on
    date = decree30_date(day) if day else "ngày …… tháng …… năm 20……"
    return Page(
        kind="NGHỊ QUYẾT",
        subject=resolution.subject,
        organisation=resolution.organisation.upper(),
        issuer=body,
        number=open_number(resolution.symbol),
        place_and_date=f"{resolution.place}, {date}",
        authority=body,
        grounds=grounds_in_order(resolution.grounds),
        verb="QUYẾT NGHỊ:",
        blocks=tuple(
            Text(f"{words.rstrip(' .')}{'./.' if number == last else '.'}", f"Điều {number}.")
            for number, words in enumerate(resolution.articles, start=1)
        ),
        recipients=resolution.recipients,
        signatures=(Signature(resolution.signer_lines, resolution.signer),),
    )
