"""What every flow keeps to: locks, titles, and names that running cases have stored."""

import importlib
import inspect
import os
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.utils import translation
from viewflow.workflow import Node
from viewflow.workflow.base import Flow
from viewflow.workflow.lock import SelectForUpdateLock

from tests.architecture.places import PACKAGES

STORED = Path(__file__).with_name("stored_names.txt")


def discover() -> list[type[Flow]]:
    """Return every flow class that a `flows` module of ours defines."""
    found = []
    for package in PACKAGES:
        if package == "workflow_app" or find_spec(f"{package}.flows") is None:
            continue
        module = importlib.import_module(f"{package}.flows")
        found += [
            member
            for __, member in inspect.getmembers(module, inspect.isclass)
            if issubclass(member, Flow) and member.__module__.startswith(package)
        ]
    return sorted(found, key=lambda flow: (flow.__module__, flow.__name__))


FLOWS = discover()
NODES = [
    pytest.param(node, id=f"{flow.__name__}.{node.name}")
    for flow in FLOWS
    for node in flow.instance.nodes()
]


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.__name__)
def test_a_flow_has_a_real_lock(flow: type[Flow]) -> None:
    assert isinstance(flow.lock_impl, SelectForUpdateLock)
    assert flow.lock_impl.nowait is False  # waiting is four times faster than asking again


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.__name__)
def test_a_flow_says_what_it_is_in_vietnamese(flow: type[Flow]) -> None:
    with translation.override("en"):
        english = str(flow.process_title)
    with translation.override("vi"):
        assert str(flow.process_title) != english


@pytest.mark.parametrize("node", NODES)
def test_a_node_has_a_title_that_people_read(node: Node) -> None:
    title = str(node.task_title or "")
    assert title.strip()
    assert title != str(type(node).task_title)  # the library's own word, such as "End"
    assert "_" not in title


@pytest.mark.parametrize("node", NODES)
def test_a_title_is_in_vietnamese_and_in_english(node: Node) -> None:
    with translation.override("en"):
        english = str(node.task_title)
    with translation.override("vi"):
        assert str(node.task_title) != english


def test_the_names_that_cases_have_stored_are_still_there() -> None:
    """Renaming a flow or a node strands running cases: it takes a data migration, then this list.

    RECORD_STORED_NAMES=1 writes the list anew, for a node that is added.
    """
    names = sorted(
        f"{flow.__module__}.{flow.__name__}.{node.name}"
        for flow in FLOWS
        for node in flow.instance.nodes()
    )
    if os.environ.get("RECORD_STORED_NAMES"):
        STORED.write_text("".join(f"{name}\n" for name in names), encoding="utf-8")
    assert STORED.read_text(encoding="utf-8").split() == names
