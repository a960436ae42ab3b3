"""Checks of scores for `manage.py verify`: rankings counted again, sheets against their rules."""

import json

from awards.enums import SheetState
from awards.models import PeerPoint, PeerSheet, Ranking
from awards.rules.frozen import counted_again
from awards.rules.scoring import points_text
from workflow_app.approvals.enums import WorkState
from workflow_app.audit.verification import CheckResult
from workflow_app.lib.canonical import canonical_json, sha256_of_text

CHUNK = 100


def verify_rankings() -> CheckResult:
    """Count every frozen ranking again, bit by bit, from the sheets as they are stored today."""
    result = CheckResult()
    rankings = Ranking.objects.select_related("cluster").order_by("pk")
    for ranking in rankings.iterator(chunk_size=CHUNK):
        result.checked += 1
        for problem in problems_of_ranking(ranking):
            result.mismatch(f"ranking {ranking}: {problem}")
    return result


def problems_of_ranking(ranking: Ranking) -> list[str]:
    """Return what does not agree about one frozen ranking."""
    try:
        content = json.loads(ranking.content)
    except ValueError:
        return ["the content cannot be read"]
    spelling = canonical_json(content)
    if spelling != ranking.content or sha256_of_text(spelling) != ranking.sha256:
        return ["the content was changed"]
    problems = []
    if not counted_again(content):
        problems.append("the places do not follow from the sheets")
    stored = {
        sheet["sheet"]: (sheet["unit"], sheet["points"])
        for unit in content["units"]
        for sheet in unit["sheets"]
    }
    if sheets_today(list(stored)) != stored:
        problems.append("the sheets are no longer those that were ranked")
    return problems


def sheets_today(keys: list[int]) -> dict[int, tuple[str, dict[str, str]]]:
    """Return the unit and the points of sheets that were handed in, as they are stored today."""
    sheets = PeerSheet.objects.filter(pk__in=keys, state=SheetState.HANDED_IN)
    found: dict[int, tuple[str, dict[str, str]]] = {
        pk: (code, {}) for pk, code in sheets.values_list("pk", "unit__code")
    }
    points = PeerPoint.objects.filter(sheet__in=found, points__isnull=False).order_by()
    for sheet, criterion, value in points.values_list("sheet", "criterion", "points"):
        found[sheet][1][str(criterion)] = points_text(value or 0)
    return found


def verify_sheets() -> CheckResult:
    """Look for what must not be: a unit that scored itself, duties and sheets that disagree."""
    result = CheckResult(checked=PeerSheet.objects.count())
    rows = PeerSheet.objects.select_related("unit", "round__dossier", "work_item").order_by("pk")
    for sheet in rows.iterator(chunk_size=CHUNK):
        dossier, item = sheet.round.dossier, sheet.work_item
        if sheet.unit_id == dossier.unit_id:
            result.mismatch(f"{dossier.code}: {sheet.unit.code} scores itself")
        is_open = item is not None and item.state == WorkState.OPEN
        if is_open != (sheet.state == SheetState.ASKED):
            result.mismatch(f"{dossier.code}: sheet {sheet.pk} and its duty do not agree")
    return result
