"""Draws a flow: SVG for readers in both languages, BPMN 2.0 for other tools.

The nodes are placed by the workflow engine's own layout. Used by export_processes.py.
"""

from collections.abc import Iterator
from textwrap import wrap
from typing import Any
from xml.sax.saxutils import escape

from django.utils import translation
from viewflow.workflow import chart

ANSWERS = {"yes": "có (yes)", "no": "không (no)"}
MORE_SPACE = 30  # between columns, beyond what the engine leaves
LEGEND = "- - -  trả lại hoặc rút (sent back or withdrawn)"
ARROW = """\
  <defs>
    <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
      <path d="M0,0 L8,4 L0,8 z" fill="#374151"/>
    </marker>
  </defs>"""
STYLE = """
    text { font: 13px 'Be Vietnam Pro', 'Segoe UI', Roboto, Arial, sans-serif; fill: #1f2937 }
    .vi { font-weight: 600 }
    .en { font-size: 12px; fill: #6b7280 }
    .task text, .event text { text-anchor: middle }
    .end text { text-anchor: start }
    .label { font-size: 12px; paint-order: stroke; stroke: #fff; stroke-width: 4px }
    .left { text-anchor: end }
    .legend { fill: #b45309 }
    .task rect { fill: #fff; stroke: #9b1c1c; stroke-width: 1.5 }
    .gate path { fill: #fff7ed; stroke: #b45309; stroke-width: 1.5 }
    .event circle { fill: #f3f4f6; stroke: #374151; stroke-width: 1.5 }
    .end circle { stroke-width: 4 }
    .edge { fill: none; stroke: #374151; stroke-width: 1.5 }
    .back { stroke: #b45309; stroke-dasharray: 5 4 }
"""


def both(words: object) -> tuple[str, str]:
    """Return the words in Vietnamese and in English."""
    with translation.override("vi"):
        vietnamese = str(words)
    with translation.override("en"):
        return vietnamese, str(words)


def bilingual(words: object) -> str:
    """Return "Ký duyệt (Sign)"."""
    vietnamese, english = both(words)
    return vietnamese if vietnamese == english else f"{vietnamese} ({english})"


def grid_of(flow_class: Any) -> Any:
    """Lay the flow out; edges between the same two nodes become one with both labels."""
    grid = chart.calc_layout_data(flow_class)
    merged: dict[tuple[Any, Any], Any] = {}
    for edge in grid.edges:
        first = merged.setdefault((edge.src, edge.dst), edge)
        if first is not edge:
            first.label = f"{first.label} / {edge.label}"
    grid.edges = list(merged.values())
    return grid


def _spread(grid: Any) -> None:
    """Widen the space between columns, so that the answers can be read."""
    ends = {cell.col: 0 for cell in grid.cells}
    for cell in grid.cells:
        ends[cell.col] = max(ends[cell.col], cell.shape.x + cell.shape.width)

    def moved(x: int) -> int:
        return x + MORE_SPACE * sum(end < x - 5 for end in ends.values())

    for cell in grid.cells:
        cell.shape.x = moved(cell.shape.x)
    for edge in grid.edges:
        edge.segments = [(moved(x), y) for x, y in edge.segments]
        if edge.label_pos:
            x, y = edge.label_pos
            edge.label_pos = (moved(x - 8) + 8, y)
    grid.width = moved(grid.width)


def svg_of(flow_class: Any) -> str:
    """Draw the flow, in both languages, readable outside the product."""
    grid = grid_of(flow_class)
    _spread(grid)
    width, height = grid.width + 260, grid.height + 30
    frame = f'width="{width}" height="{height}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-30 -10 {width} {height}" {frame}>',
            f"  <title>{escape(bilingual(flow_class.process_title))}</title>",
            f"  <style>{STYLE}  </style>",
            ARROW,
            f'  <rect x="-30" y="-10" {frame} fill="#fff"/>',
            *(line for edge in grid.edges for line in _edge(edge)),
            *(line for cell in grid.cells for line in _cell(cell)),
            *(line for edge in grid.edges for line in _label(edge, grid)),
            f'  <text class="legend" x="0" y="{grid.height}">{LEGEND}</text>',
            "</svg>\n",
        ]
    )


def answer_of(edge: Any) -> str:
    """Return an edge's words; the engine's own yes and no are in English only."""
    return ANSWERS.get(str(edge.label)) or bilingual(edge.label)


def answers_of(node: Any) -> str:
    """Return where the answers of a gate lead."""
    edges = node._outgoing()  # noqa: SLF001 -- the engine offers no other way to ask
    return "<br>".join(f"{answer_of(edge)} → {bilingual(edge.dst.task_title)}" for edge in edges)


def _is_back(edge: Any) -> bool:
    return bool(edge.src.task_type == "HUMAN" and edge.edge_class == "cond_false")


def _edge(edge: Any) -> Iterator[str]:
    points = " ".join(f"{'L' if i else 'M'}{x},{y}" for i, (x, y) in enumerate(edge.segments))
    css = "edge back" if _is_back(edge) else "edge"
    yield f'  <path class="{css}" d="{points}" marker-end="url(#arrow)"/>'


def _label(edge: Any, grid: Any) -> Iterator[str]:
    """Name the way only where there is more than one forward."""
    ways = [other for other in grid.edges if other.src is edge.src and not _is_back(other)]
    if edge in ways and len(ways) > 1 and edge.label_pos:
        x, y = edge.label_pos
        css = "label"
        if edge.src.task_type == "EXCLUSIVE_GATEWAY":  # the question stands on the right
            css, x = "label left", x - 16
        yield f'  <text class="{css}" x="{x}" y="{y}">{escape(answer_of(edge))}</text>'


def _cell(cell: Any) -> Iterator[str]:
    shape, kind = cell.shape, cell.node.task_type
    vietnamese, english = both(cell.node.task_title)
    css = {"HUMAN": "task", "START": "event", "END": "event end"}.get(kind, "gate")
    yield f'  <g class="{css}" transform="translate({shape.x} {shape.y})">'
    words = [("vi", line) for line in wrap(vietnamese, 19)]
    if english != vietnamese:
        words += [("en", line) for line in wrap(english, 24)]
    left, top = shape.width // 2, shape.height + 16
    if css in ("gate", "event end"):
        left, top = 58, 30 - 9 * (len(words) - 1)
    if css == "task":
        top = round((shape.height - 17 * len(words)) / 2) + 13
        yield f'    <rect width="{shape.width}" height="{shape.height}" rx="8"/>'
    elif css == "gate":
        yield '    <path d="M25,0 L50,25 L25,50 L0,25 z"/>'
    else:
        yield '    <circle cx="25" cy="25" r="21"/>'
    for number, (language, line) in enumerate(words):
        y = top + 17 * number
        yield f'    <text class="{language}" x="{left}" y="{y}">{escape(line)}</text>'
    yield "  </g>"


def bpmn_of(flow_class: Any) -> str:
    """Return the flow as BPMN 2.0, in Vietnamese; every edge once, no empty lines."""
    with translation.override("vi"):
        text = str(chart.grid_to_bpmn(grid_of(flow_class)))
    seen: set[str] = set()
    lines = []
    for line in text.splitlines():
        bare = line.strip()
        if not bare or (bare.startswith(("<bpmn:incoming>", "<bpmn:outgoing>")) and bare in seen):
            continue
        seen.add(bare)
        lines.append(line.rstrip())
    return "\n".join(lines) + "\n"
