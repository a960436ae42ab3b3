"""Points as people read them, and where evidence leads for the person who reads."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import template
from django.urls import reverse

from awards.rules.points import result_text
from awards.rules.scoring import own_points, scheme_of, total_of, totals_by_group
from awards.selectors.problems_scores import problems_of
from workflow_app.accounts.models import User
from workflow_app.approvals.kinds import Content, Problem
from workflow_app.approvals.models import Dossier

register = template.Library()


@register.filter
def points(value: Fraction | Decimal | str | None) -> str:
    """Show points with at most two places, a half rounded up: 92,5; –0,33; a dash for none.

    Only here is anything rounded: what is stored and compared stays exact.
    """
    if value is None or value == "":
        return "–"
    number = value.replace(",", ".") if isinstance(value, str) else value  # as somebody typed it
    words = result_text(Fraction(number)).replace(".", ",")
    return words.replace("-", "−")


@register.simple_tag
def score_groups(content: Content) -> list[dict[str, Any]]:
    """Return the groups of a self-score's content with their lines and subtotals."""
    scheme, own = scheme_of(content), own_points(content)
    totals = totals_by_group(scheme, own)
    return [
        group
        | {
            "total": totals[group["order"]],
            "is_weighted": Fraction(group["weight"]) != 1,
            "lines": [line for line in content["lines"] if line["group"] == group["order"]],
        }
        for group in content["groups"]
    ]


@register.simple_tag
def score_total(content: Content) -> Fraction:
    """Return the total of a self-score's content."""
    return total_of(scheme_of(content), own_points(content))


@register.simple_tag
def score_most(content: Content) -> Fraction:
    """Return the most there is to be had, bonus included."""
    return scheme_of(content).most


@register.simple_tag
def score_problems(content: Content) -> dict[str, list[Problem]]:
    """Return by line what every reader should know: claims without a source above all."""
    found: dict[str, list[Problem]] = {}
    for problem in problems_of(content):
        found.setdefault(problem.line, []).append(problem)
    return found


@register.filter
def at_key(values: Mapping[str, Any], key: str) -> Any:
    """Return a value by its key."""
    return values.get(key)


@register.simple_tag
def evidence_links(content: Content, user: User) -> dict[str, str]:
    """Return the addresses of the dossiers and files behind the evidence, by code or attachment.

    A reader who may not see a dossier gets its name without an address; one statement for all.
    """
    evidence = [one for line in content["lines"] for one in line["evidence"]]
    codes = {one["dossier"] for one in evidence} - {""}
    links = _dossiers(codes, user)
    for one in evidence:
        if one["attachment"] is not None:
            key = str(one["attachment"])
            links[key] = reverse("approvals:file", args=[content["code"], one["attachment"]])
    return links


def _dossiers(codes: Iterable[str], user: User) -> dict[str, str]:
    wanted = list(codes)
    if not wanted:
        return {}
    seen = Dossier.objects.visible_to(user).filter(code__in=wanted).order_by()
    return {
        code: reverse("approvals:dossier", args=[code])
        for code in seen.values_list("code", flat=True)
    }


@register.simple_tag
def evidence_url(links: Mapping[str, str], evidence: Mapping[str, Any]) -> str:
    """Return where one piece of evidence is opened; empty for who may not open it."""
    key = str(evidence["attachment"]) if evidence["attachment"] is not None else evidence["dossier"]
    return links.get(key, "")
