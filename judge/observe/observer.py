"""Observes the model solution's grading for a check of the course.

Sends ``observed`` frames (common/job.py). All sentences in them are for teachers.
"""

import inspect
import unittest
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import CodeType
from typing import Any

from ..common.job import Job, Send, TestFile
from ..common.text import MAX_MESSAGE, clip, safe_str
from ..messages.place import steps_of
from ..program.trace import describe
from ..report.planned_test import PlannedTest
from ..test_files.collect import method_name_of
from ..test_files.missing import MissingName
from ..test_files.touchstone_marks import is_smoke
from .count_assertions import count_assertions
from .marked_source import CHECKED, ENTERED, NOTE, USED, MarkedSource
from .remarks import remark, remarks_of_file, remarks_of_test
from .test_warnings import hide_test_warnings

_MAX_REMARKS = 200


@dataclass
class _Counts:
    checks: int = 0
    uses: int = 0


@dataclass
class Observer:
    """Observes one grading. ``test`` is the name of the running test, empty between tests."""

    job: Job
    send: Send
    test: str = ""
    _counts: dict[str, _Counts] = field(default_factory=dict[str, _Counts])
    _sources: dict[str, MarkedSource] = field(default_factory=dict[str, MarkedSource])
    _reached: set[tuple[str, int]] = field(default_factory=set[tuple[str, int]])
    _entered: set[tuple[str, int]] = field(default_factory=set[tuple[str, int]])
    _places: dict[str, tuple[str, int]] = field(default_factory=dict[str, tuple[str, int]])
    _warnings: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    def begin(self, *, split: bool) -> None:
        """Before any test is loaded."""
        count_assertions(self._checked, self._reach, self._misused)
        hide_test_warnings(self.job, split=split, on_warning=self._warned)

    def code_of(self, file: TestFile) -> CodeType:
        """The marked code of a test file that compiles."""
        beside = {path.partition("/")[0].removesuffix(".py") for path, _ in self.job.files}
        others = {each.module_name for each in self.job.test_files if each is not file}
        source = MarkedSource(
            file.source,
            file.file_name,
            [each.module_name for each in self.job.program.files],
            test_modules=others,
            beside=beside,
        )
        self._sources[file.file_name] = source
        return source.code

    def provide_note(self, names: dict[str, Any], file_name: str) -> None:
        """Adds the function that a file's marks call to the module's namespace."""

        def note(kind: str, line: int) -> None:
            if kind == ENTERED:
                self._entered.add((file_name, line))
            elif kind == USED:
                self.used()
            elif kind == CHECKED:
                self._reached.add((file_name, line))
                self._checked()

        names[NOTE] = note

    def used(self) -> None:
        """The running test uses the program."""
        self._counts.setdefault(self.test, _Counts()).uses += 1

    def planned(self, plan: Sequence[PlannedTest]) -> None:
        for each in plan:
            place = self._place_of(each.test)
            if place is not None:
                self._places[each.name] = place
        places = [
            {"name": name, "fileName": file_name, "line": line}
            for name, (file_name, line) in self._places.items()
        ]
        self.send({"kind": "observed", "places": places})

    def failed(self, name: str, error: BaseException, missing: dict[str, str]) -> None:
        """A planned test ended with this exception."""
        place = self._step_in_tests(error) or self._places.get(name)
        words = None
        if isinstance(error, MissingName):
            names = [each for each, sentence in missing.items() if sentence == safe_str(error)]
            what = f"`{names[0]}`" if names else "a name"
            words = f"the tests use {what}, which the model solution does not define"
        failure = {
            "name": name,
            "fileName": place and place[0],
            "line": place and place[1],
            "words": clip(words or describe(error), MAX_MESSAGE),
        }
        self.send({"kind": "observed", "failures": [failure]})

    def _warned(self, kind: str, text: str, file_name: str, line: int) -> None:
        """The tests caused a warning."""
        files = {each.file_name for each in self.job.test_files}
        place = (file_name, line) if file_name in files else self._places.get(self.test)
        if place is not None:
            self._warnings.append(remark(*place, f"Python warns: {kind}: {text}"))

    def end(self, plan: Sequence[PlannedTest], *, passed: bool) -> None:
        """Sends the remarks. Those on code that was not reached only if all tests passed."""
        found = list(self._warnings)
        for each in plan if passed else ():
            place = self._places.get(each.name)
            if place is not None:
                counts = self._counts.get(each.name, _Counts())
                smoke = is_smoke(each.test, method_name_of(each.test))
                asserts = counts.checks > 0 or smoke
                found += remarks_of_test(
                    place, each.name, self.job.program, asserts=asserts, uses=counts.uses > 0
                )
        for file_name, source in self._sources.items() if passed else ():
            found += remarks_of_file(
                file_name,
                source,
                entered={line for name, line in self._entered if name == file_name},
                reached={line for name, line in self._reached if name == file_name},
            )
        unique = {(each["fileName"], each["line"], each["message"]): each for each in found}
        self.send({"kind": "observed", "remarks": list(unique.values())[:_MAX_REMARKS]})

    def _checked(self) -> None:
        self._counts.setdefault(self.test, _Counts()).checks += 1

    def _reach(self, file_name: str, line: int) -> None:
        self._reached.add((file_name, line))

    def _misused(self, file_name: str, line: int, method: str) -> None:
        if file_name in self._sources:
            sentence = (
                f"the second argument of {method} is a message and is not compared;"
                " use assertEqual to compare the two"
            )
            self._warnings.append(remark(file_name, line, sentence))

    def _place_of(self, test: unittest.TestCase) -> tuple[str, int] | None:
        """Where a test method is defined; None if that is not in a test file."""
        function: Any = inspect.unwrap(getattr(type(test), method_name_of(test), None))  # type: ignore[arg-type]
        code = getattr(function, "__code__", None)
        if not isinstance(code, CodeType) or code.co_filename not in self._sources:
            return None
        found = self._sources[code.co_filename].function_at(code.co_firstlineno)
        return code.co_filename, found.lineno if found else code.co_firstlineno

    def _step_in_tests(self, error: BaseException) -> tuple[str, int] | None:
        """The outermost line of the traceback in a test file: the one in the test itself."""
        steps = [(step.tb_frame.f_code.co_filename, step.tb_lineno) for step in steps_of(error)]
        return next((step for step in steps if step[0] in self._sources), None)


def start_observing(job: Job, send: Send, *, split: bool) -> Observer | None:
    """None when a student's program is graded. Hides the tests' warnings in both cases."""
    if not job.observing:
        hide_test_warnings(job, split=split, on_warning=None)
        return None
    observer = Observer(job, send)
    observer.begin(split=split)
    return observer
