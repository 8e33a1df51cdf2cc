"""Watches the model solution's grading for whoever checks the course.

What is seen goes out in ``observed`` frames (job.py); every sentence in them is for a teacher.
"""

import inspect
import unittest
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import CodeType
from typing import Any, Protocol

from ..job import Job, Send, TestFile
from ..report.text import MESSAGE_MAX, clip, safe_str
from ..report.trace import describe
from ..test_files.missing import MissingName
from ..test_files.touchstone_marks import is_smoke
from .count_assertions import count_assertions
from .marked_source import CHECKED, ENTERED, USED, MarkedSource
from .remarks import remark, remarks_of_file, remarks_of_test
from .test_warnings import keep_from_output

_REMARKS_MAX = 200


class Planned(Protocol):
    """A test as report/recorder.py plans it."""

    @property
    def test(self) -> unittest.TestCase: ...
    @property
    def name(self) -> str: ...


@dataclass
class _Counts:
    checks: int = 0
    uses: int = 0


@dataclass
class Observer:
    """Of one grading. ``test`` is the name of the running test, empty between tests."""

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
        keep_from_output(self.job, split=split, seen=self._seen)

    def code_of(self, file: TestFile) -> CodeType:
        """The test file's, marked. It compiles as it is."""
        beside = {path.partition("/")[0].removesuffix(".py") for path, _ in self.job.files}
        others = {each.module_name for each in self.job.test_files if each is not file}
        source = MarkedSource(
            file.source,
            file.file_name,
            self.job.module_name,
            watched_modules=others,
            beside=beside,
        )
        self._sources[file.file_name] = source
        return source.code

    def note_for(self, file_name: str) -> Callable[[str, int], None]:
        """What the marks of a file call."""

        def note(kind: str, line: int) -> None:
            if kind == ENTERED:
                self._entered.add((file_name, line))
            elif kind == USED:
                self.used()
            elif kind == CHECKED:
                self._reached.add((file_name, line))
                self._checked()

        return note

    def used(self) -> None:
        """The running test has to do with the program."""
        self._counts.setdefault(self.test, _Counts()).uses += 1

    def planned(self, plan: Sequence[Planned]) -> None:
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
        """A planned test ended with this."""
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
            "words": clip(words or describe(error), MESSAGE_MAX),
        }
        self.send({"kind": "observed", "failures": [failure]})

    def _seen(self, kind: str, text: str, file_name: str, line: int) -> None:
        """A warning that the tests cause."""
        files = {each.file_name for each in self.job.test_files}
        place = (file_name, line) if file_name in files else self._running()
        if place is not None:
            self._warnings.append(remark(*place, f"Python warns: {kind}: {text}"))

    def end(self, plan: Sequence[Planned], *, passed: bool) -> None:
        """Says what there is to say; of what was never reached only when all has run."""
        found = list(self._warnings)
        for each in plan if passed else ():
            place = self._places.get(each.name)
            if place is not None:
                counts = self._counts.get(each.name, _Counts())
                smoke = is_smoke(each.test, _method_of(each.test))
                asserts = counts.checks > 0 or smoke
                found += remarks_of_test(
                    place, each.name, self.job.file_name, asserts=asserts, uses=counts.uses > 0
                )
        for file_name, source in self._sources.items() if passed else ():
            found += remarks_of_file(
                file_name,
                source,
                entered={line for name, line in self._entered if name == file_name},
                reached={line for name, line in self._reached if name == file_name},
            )
        unique = {(each["fileName"], each["line"], each["message"]): each for each in found}
        self.send({"kind": "observed", "remarks": list(unique.values())[:_REMARKS_MAX]})

    def _checked(self) -> None:
        self._counts.setdefault(self.test, _Counts()).checks += 1

    def _reach(self, file_name: str, line: int) -> None:
        self._reached.add((file_name, line))

    def _misused(self, file_name: str, line: int, method: str) -> None:
        if self._is_test_file(file_name):
            sentence = (
                f"the second argument of {method} is a message and is compared with nothing;"
                " write assertEqual to compare the two"
            )
            self._warnings.append(remark(file_name, line, sentence))

    def _is_test_file(self, name: str) -> bool:
        return name in self._sources

    def _running(self) -> tuple[str, int] | None:
        return self._places.get(self.test)

    def _place_of(self, test: unittest.TestCase) -> tuple[str, int] | None:
        """Where a test method is written; None for what is no method of a test file's."""
        function: Any = inspect.unwrap(getattr(type(test), _method_of(test), None))  # type: ignore[arg-type]
        code = getattr(function, "__code__", None)
        if not isinstance(code, CodeType) or not self._is_test_file(code.co_filename):
            return None
        found = self._sources[code.co_filename].function_at(code.co_firstlineno)
        return code.co_filename, found.lineno if found else code.co_firstlineno

    def _step_in_tests(self, error: BaseException) -> tuple[str, int] | None:
        """The first line of a test file on the exception's way: the one in the test itself."""
        step = error.__traceback__
        while step is not None:
            name = step.tb_frame.f_code.co_filename
            if self._is_test_file(name):
                return name, step.tb_lineno
            step = step.tb_next
        return None


def _method_of(test: unittest.TestCase) -> str:
    return test.id().rpartition(".")[2]
