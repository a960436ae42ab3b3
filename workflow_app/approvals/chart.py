"""The process drawn, with the place where one dossier is."""

from textwrap import wrap
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from viewflow.workflow import chart
from viewflow.workflow.status import STATUS

from .engine import flow_of, waiting
from .models import Dossier
from .nodes import Gate

LETTERS_IN_BOX = 14
LINE_HEIGHT = 24


def process_chart(dossier: Dossier) -> SafeString:
    """Return the flow of the dossier's kind as inline SVG in the reader's language.

    Nodes the case has passed are marked done, the one where it waits is marked current.
    """
    flow_class = flow_of(dossier.kind)
    grid = chart.calc_layout_data(flow_class)
    if dossier.process_id is not None:
        chart.calc_cell_status(flow_class, grid, dossier.process_id)
    for cell in grid.cells:
        if isinstance(cell.node, Gate) and any(grid[after].status for after in cell.node.ways):
            cell.status = STATUS.DONE  # a gate leaves no row; the case went on behind it
    resting = waiting(dossier)
    if resting is not None:  # a step done in an earlier pass may be the one that waits now
        grid[resting.task.flow_task].status = STATUS.NEW
    return render_to_string(
        "viewflow/workflow/graph.svg",
        {
            "grid": grid,
            "title": flow_class.process_title,
            "cells": [_cell(cell) for cell in grid.cells],
            "edges": [_edge(edge) for edge in grid.edges if len(edge.segments) > 1],
        },
    )


def _cell(cell: Any) -> dict[str, Any]:
    shape = cell.shape
    status = {STATUS.DONE: "done", STATUS.NEW: "current"}.get(cell.status or "", "todo")
    return {
        "x": shape.x,
        "y": shape.y,
        "width": shape.width,
        "height": shape.height,
        "kind": _kind(cell.node.task_type),
        "status": status,
        "title": str(cell.node.task_title or cell.node.name),
        "lines": _wrapped(str(cell.node.task_title or cell.node.name), shape),
    }


def _wrapped(title: str, shape: Any) -> list[tuple[str, int, float]]:
    """Return the lines of a title with their places in its box."""
    lines = wrap(title, LETTERS_IN_BOX)
    top = (shape.height - (len(lines) - 1) * LINE_HEIGHT) / 2
    return [
        (text, shape.width // 2, top + number * LINE_HEIGHT) for number, text in enumerate(lines)
    ]


def _kind(task_type: str) -> str:
    """Return the shape: people, a question, the beginning or an end."""
    return {"HUMAN": "task", "START": "start", "END": "end"}.get(task_type, "gate")


def _edge(edge: Any) -> dict[str, Any]:
    return {
        "path": " ".join(
            f"{'L' if index else 'M'}{x},{y}" for index, (x, y) in enumerate(edge.segments)
        ),
        "label": {"yes": _("yes"), "no": _("no")}.get(edge.label, edge.label),
        "label_at": edge.label_pos,
        "back": edge.src.task_type == "HUMAN" and edge.edge_class == "cond_false",
        "is_answer": edge.src.task_type == "EXCLUSIVE_GATEWAY",
    }
