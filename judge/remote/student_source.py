"""The text of the student's file, which tests may read, and may not run.

It lies beside the tests, read-only, so that they can look for ``eval`` or parse it. Run in this
process it could decide its own verdict: what would do that is refused.
"""

import builtins
import os
import sys
from ast import AST, parse, unparse
from collections.abc import Callable
from importlib.machinery import SourceFileLoader
from types import CodeType
from typing import Any

from ..job import Job

_RUN_HERE = (
    "The test runs the text of the student's file in its own process, where that could decide its"
    ' own verdict. Write `import {module}` or `runpy.run_path("{file}")` instead: both run it in'
    " the student's process."
)


class StudentSource:
    """Knows the text. ``refuse`` makes the exception to be raised from a sentence."""

    def __init__(self, job: Job, refuse: Callable[[str], BaseException]) -> None:
        self.file_name = job.file_name
        self._job = job
        self._refuse = refuse
        self._lines: set[str] = set()
        self._codes: list[CodeType] = []
        self._get_code = SourceFileLoader.get_code
        self._compile = builtins.compile

    def guard(self) -> None:
        """Where nothing in the test files looks like it, Python's functions stay as they are."""
        if not any(self._occurs(word) for word in _RUNNING):
            return
        self._lines = _lines(self._job.code)
        source = self

        def get_code(self: SourceFileLoader, fullname: str) -> CodeType | None:
            if os.path.basename(self.get_filename(fullname)) == source._job.file_name:
                raise source._refused()
            return source._get_code(self, fullname)

        SourceFileLoader.get_code = get_code  # type: ignore[method-assign]
        builtins.exec = self._watched(builtins.exec)
        builtins.eval = self._watched(builtins.eval)
        builtins.compile = self._compiled

    def _occurs(self, word: str) -> bool:
        """In what the teacher wrote."""
        job, as_bytes = self._job, word.encode()
        return any(word in file.source for file in job.test_files) or any(
            as_bytes in content for _, content in job.files
        )

    def _watched(self, original: Callable[..., Any]) -> Any:
        def run(source: Any, names: Any = None, local: Any = None, /, **more: Any) -> Any:
            if any(source is each for each in self._codes) or self._is_students(source):
                raise self._refused()
            if names is None and local is None:
                frame = sys._getframe(1)  # pyright: ignore[reportPrivateUsage]
                names, local = frame.f_globals, frame.f_locals
            return original(source, names, local, **more)

        run.__name__ = run.__qualname__ = original.__name__
        return run

    def _compiled(self, source: Any, *args: Any, **keywords: Any) -> Any:
        made = self._compile(source, *args, **keywords)
        if isinstance(made, CodeType) and self._is_students(source):
            self._codes.append(made)
        return made

    def _is_students(self, source: Any) -> bool:
        """Whether a third of it is out of the student's file, and it is not the test's own."""
        if isinstance(source, (bytes, bytearray, memoryview)):
            source = bytes(source).decode("utf-8", "replace")
        if isinstance(source, AST):
            own, lines = _lines(unparse(parse(self._job.code))), _lines(unparse(source))
        elif isinstance(source, str):
            own, lines = self._lines, _lines(source)
            if all(any(line in file.source for file in self._job.test_files) for line in lines):
                return False
        else:
            return False
        return bool(lines) and 3 * len(lines & own) >= len(lines)

    def _refused(self) -> BaseException:
        job = self._job
        return self._refuse(_RUN_HERE.format(module=job.module_name, file=job.file_name))


_RUNNING = ("exec", "eval", "SourceFileLoader")


def _lines(text: str) -> set[str]:
    return {line.strip() for line in text.splitlines()} - {""}
