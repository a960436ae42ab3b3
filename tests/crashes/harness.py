"""Cuts the power at one event after the other, restarts, and judges what it finds.

    python -m tests.crashes FOLDER [STEP ...]

works on the database of the environment, which is thrown away, and writes FOLDER/report.jsonl.
CRASH_AT=every cuts before every event and after the last; otherwise at a sample of them.
"""

import gc
import json
import os
import shutil
import time
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connections

from workflow_app.approvals.errors import RefusalError

from . import digest
from .fuse import AFTER, BEFORE, POWER_CUT, Fuse
from .life import STEPS, Step, World, found
from .mutants import MUTANTS
from .processes import here, in_child
from .restart import Finding, come_back
from .stores import Store

BEGIN = "begin"
SOME_STATEMENTS = 1
SOME_DURABLE = 2
DURABLE = ("COMMIT", "FILE", "MAIL")


@dataclass(slots=True)
class Report:
    """What became of one step."""

    step: str
    events: int = 0
    crashes: int = 0
    done: int = 0  # crashes after which the step was found done, the others undone
    repeated_mails: int = 0
    problems: list[str] = field(default_factory=list)
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Point:
    """Where the power is cut."""

    at: int
    side: str
    event: str
    may_have_committed: bool

    def __str__(self) -> str:
        return f"power cut {self.side} event {self.at} ({' '.join(self.event.split())[:90]})"


@dataclass(slots=True)
class Course:
    """What a step begins from, and what it comes to without a crash.

    How the beginning is found is looked up where a crash left a step undone (`Harness._before`).
    """

    step: Step
    base: str
    untouched: str
    after: Finding
    before: Finding | None = None


def points_of(events: list[str], *, every: bool) -> list[Point]:
    """Return where to cut: everywhere, or round the durable events and at a few statements."""
    first = next((n for n, event in enumerate(events, 1) if event in DURABLE), len(events))
    everywhere = [
        Point(at, side, event, at > first or (at == first and side == AFTER))
        for at, event in enumerate(events, 1)
        for side in (BEFORE, AFTER)
    ]
    if every:  # after an event is before the next one, and only after the last there is none
        return [point for point in everywhere if point.side == BEFORE] + everywhere[-1:]
    statements = [p for p in everywhere if p.side == BEFORE and p.event not in DURABLE]
    durable = [p for p in everywhere if p.side == AFTER and p.event in DURABLE]
    mails = [p for p in durable if p.event == "MAIL"]
    chosen = {*spread(statements, SOME_STATEMENTS), *spread(durable, SOME_DURABLE), *mails[:1]}
    return sorted(chosen, key=lambda point: (point.at, point.side != BEFORE))


def spread(things: list[Point], number: int) -> list[Point]:
    """Return so many of the things, evenly."""
    if len(things) <= number:
        return things
    return [things[len(things) * (2 * n + 1) // (2 * number)] for n in range(number)]


class Harness:
    """Walks through the steps; every crash of a step begins from the same state."""

    def __init__(self, store: Store, *, every: bool, steps: list[str]) -> None:
        self.store, self.every = store, every
        self.steps = steps or [step.name for step in STEPS]
        self.mail = Path(settings.EMAIL_FILE_PATH)
        self.findings: dict[str, Finding] = {}

    def begin(self) -> None:
        """Found the federation."""
        found()
        self.findings[BEGIN] = come_back(self.mail)
        self.store.keep(BEGIN)

    def run(self, step: Step) -> Report:
        """Walk the step once undisturbed, then once for every crash."""
        report, began = Report(step.name), time.monotonic()
        course, events = self._undisturbed(step)
        report.events = len(events)
        if course.after.wrong:
            report.problems.append(f"without any crash: {course.after.wrong}")
        if step.name in self.steps:
            for point in points_of(events, every=self.every):
                report.crashes += 1
                for problem in self._crash(course, point, report):
                    report.problems.append(f"{point}: {problem}")
        report.seconds = round(time.monotonic() - began, 2)
        return report

    def _undisturbed(self, step: Step) -> tuple[Course, list[str]]:
        """Walk the step in this process: those that crash are forked from one that knows the way.

        What Django and the house build once in a process's life is then built once, not by each.
        """
        base = (step.after or BEGIN) + (".raw" if step.in_background else "")
        self._fresh(base)
        if step.prepare is not None:
            base = f"{step.name}.before"
            step.prepare(World())
            self.store.keep(base)
        untouched = digest.exact()
        events = self._do(step, Fuse())
        self._keep(f"{step.name}.raw")
        self.findings[step.name] = after = come_back(self.mail)
        self._keep(step.name)
        gc.collect()  # nobody else does, and every fork takes along what is left
        gc.freeze()
        return Course(step, base, untouched, after), events

    def _before(self, course: Course) -> Finding:
        if course.base in self.findings:  # a state in which nothing was left to do
            return replace(self.findings[course.base], mails=[])
        if course.before is None:
            self._fresh(course.base)
            course.before = come_back(self.mail)
            self.store.touched = True
        return course.before

    def _keep(self, name: str) -> None:
        """Keep a state that another step begins from."""
        if any(name == s.after + (".raw" if s.in_background else "") for s in STEPS):
            self.store.keep(name)
        self.store.touched = True

    def _fresh(self, base: str) -> None:
        self.store.put_back(base)
        shutil.rmtree(self.mail, ignore_errors=True)
        self.mail.mkdir(parents=True)

    @staticmethod
    def _do(step: Step, fuse: Fuse) -> list[str]:
        ContentType.objects.clear_cache()  # a new process has read none yet
        deed = step.deed(World())
        with fuse.armed():
            deed()
        return fuse.events

    def _crash(self, course: Course, point: Point, report: Report) -> list[str]:
        """Crash once; return what is wrong afterwards."""
        if self.store.touched:
            self._fresh(course.base)
        code, told = in_child(lambda: self._do(course.step, Fuse(point.at, point.side)))
        if code != POWER_CUT:
            self.store.touched = True
            return [f"the process was to die and ended with {code}: {told}"]
        if not point.may_have_committed and digest.exact() == course.untouched:
            return []  # to the last value the state before, which has been judged
        self.store.touched = True
        afterwards = in_child if self.every else here
        code, told = afterwards(lambda: self._return_and_repeat(course.step))
        if code:
            return [f"after the restart: {told}"]
        first, said, second = told
        report.repeated_mails += second.copies
        return self._judge(course, (first, said, second), report)

    def _return_and_repeat(self, step: Step) -> tuple[Finding, str, Finding]:
        ContentType.objects.clear_cache()
        first = come_back(self.mail)
        untouched = digest.exact()
        try:
            step.deed(World())()
        except RefusalError as refusal:
            said = refusal.message
        else:
            said = ""
        second = first if digest.exact() == untouched else come_back(self.mail)
        return first, said, second

    def _judge(
        self, course: Course, told: tuple[Finding, str, Finding], report: Report
    ) -> list[str]:
        first, said, second = told
        wrong = [*first.wrong, *second.wrong]
        off = first.deviation(course.after)
        if not off:
            report.done += 1
            if (said or not course.step.may_repeat) and (more := second.deviation(course.after)):
                wrong.append(f"done again, it took effect twice: {more}")
        elif not first.deviation(self._before(course)):
            if said:
                wrong.append(f"undone, but doing it again is refused: {said}")
            elif more := second.deviation(course.after):
                wrong.append(f"done again, it came to something else: {more}")
        else:
            wrong.append(f"between: neither undone nor done; off from done by {off}")

        return [line[:1500] for line in wrong]


def walk(store: Store, report_to: Path, steps: list[str]) -> None:
    """Run all steps in order, then those again that miss a safeguard.

    Where steps are named, the steps before them are walked without crashes.
    """
    harness = Harness(store, every=os.environ.get("CRASH_AT") == "every", steps=steps)
    harness.begin()
    with report_to.open("a", encoding="utf-8", buffering=1) as lines:
        for step in needed(harness.steps):
            lines.write(json.dumps(asdict(harness.run(step)), ensure_ascii=False) + "\n")
        harness.every = False
        for name, (step_name, missing) in MUTANTS.items():
            if step_name in harness.steps:
                with missing():
                    report = harness.run(next(step for step in STEPS if step.name == step_name))
                report.step = name
                lines.write(json.dumps(asdict(report), ensure_ascii=False) + "\n")
    connections.close_all()


def needed(names: list[str]) -> list[Step]:
    """Return the steps and those they begin from, in order."""
    by_name = {step.name: step for step in STEPS}
    wanted = set()
    for name in names:
        while name:
            wanted.add(name)
            name = by_name[name].after  # noqa: PLW2901 -- walking up
    return [step for step in STEPS if step.name in wanted]
