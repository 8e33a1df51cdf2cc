"""Prevents student code from running in the judge's process.

A test can read the text of the student's file. If it passed the text to ``exec``, the program would
run beside the tests and could forge its verdict. Python raises an audit event before each piece of
code runs; this guard refuses the student's code. trusted_code.py does the same for files that a
program wrote.
"""

import sys
from collections.abc import Callable, Iterator
from types import CodeType
from typing import Any

from ..common.job import Job
from ..common.program import ProgramFile
from ..test_files.collect import TestModules

_REFUSED = (
    "The test runs the text of the student's file with `exec`, `eval` or similar. The program would"
    " then run in the judge's process. Import the file, or run it with `runpy.run_path`."
)

# The module that runs the test files.
_RUNS_TESTS = TestModules.__module__

# These make small functions from names, which can be similar to some of the student's.
_GENERATORS = frozenset({"dataclasses", "collections"})

_Likeness = tuple[bytes, tuple[str, ...], tuple[Any, ...]]


#: Makes an exception from a sentence.
Refuse = Callable[[str], BaseException]
Guard = Callable[[Job, str, Refuse], None]


def refuse_student_code(job: Job, folder: str, refuse: Refuse) -> None:
    """For the rest of this process."""
    sys.addaudithook(_StudentCodeGuard(job, folder, refuse).hook)


class _StudentCodeGuard:
    def __init__(self, job: Job, folder: str, refuse: Refuse) -> None:
        self._job = job
        self._refuse = refuse
        self._beside = {f"{folder}/{path}" for path, _ in job.files}
        self._library = (sys.prefix, sys.base_prefix, "<frozen ")
        self._files = {file.file_name for file in job.test_files}
        self._known: frozenset[_Likeness] | None = None

    def hook(self, event: str, args: tuple[Any, ...]) -> None:
        if event == "exec" or event == "function.__new__":
            self._check(args[0])
        elif event == "object.__setattr__" and args[1] == "__code__":
            self._check(args[2])

    def _check(self, code: object) -> None:
        if not isinstance(code, CodeType):
            return
        name = code.co_filename
        if name.startswith(self._library):
            return
        frame = sys._getframe(2)  # pyright: ignore[reportPrivateUsage]
        caller = frame.f_globals.get("__name__")
        if caller in _GENERATORS or name in self._beside:
            return
        if caller == _RUNS_TESTS and name in self._files:
            return
        if self._known is None:
            self._known = frozenset()
            self._known = self._likenesses()
        if any(_likeness(each) in self._known for each in _all_in(code)):
            raise self._refuse(_REFUSED)

    def _likenesses(self) -> frozenset[_Likeness]:
        """The likenesses of all code in the student's files."""
        return frozenset(
            _likeness(each)
            for file in self._job.program.files
            for code in _compiled(file)
            for each in _all_in(code)
        )


def _compiled(file: ProgramFile) -> list[CodeType]:
    """Nothing for a file that Python cannot read."""
    try:
        code = compile(file.code, file.name, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, OverflowError, MemoryError):
        return []
    return [code]


def _all_in(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _all_in(constant)


def _likeness(code: CodeType) -> _Likeness:
    """Equal for equal statements, wherever they are and whatever the file is called."""
    plain = tuple((type(each), each) for each in code.co_consts if not isinstance(each, CodeType))
    return code.co_code, code.co_names, plain
