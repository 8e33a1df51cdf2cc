"""Guards against running the student's texts here: the files, and what the program returned.

Tests can read them. If they ran in this process, they could decide their own verdict. So running
a file's text is refused, and evaluating a text that the program returned, such as
``eval(repr(point))``, happens in the student's process.
"""

import builtins
import os
import re
import sys
from ast import AST, parse, unparse
from collections.abc import Callable
from importlib.machinery import SourceFileLoader
from types import CodeType, ModuleType
from typing import Any

from ..common.job import Job

_RUN_HERE = (
    "The test runs the text of the student's file in its own process, where the text could decide"
    ' its own verdict. Write `import {module}` or `runpy.run_path("{file}")` instead: both run it'
    " in the student's process."
)


_RUNS_RETURNED = (
    "The test runs a text that the program returned in the tests' own process, where it could"
    " decide its own verdict. Compare the text instead; only `eval` can be used on it."
)

# A returned text counts as part of another one if it is long, or more than a name or a number.
_MIN_PART = 8
_MORE_THAN_NAME = re.compile(r"[^\w\s]|__")
_NAME = re.compile(r"[^\W\d]\w*")
_MAX_RETURNED = 10_000


class StudentSource:
    """Knows the texts. ``refuse`` makes an exception from a sentence. ``evaluate`` evaluates an
    expression in the student's process; it also gets the values and the modules that it names.
    """

    def __init__(
        self,
        job: Job,
        refuse: Callable[[str], BaseException],
        evaluate: Callable[[str, dict[str, Any], dict[str, str]], Any],
    ) -> None:
        self.program = job.program
        self.is_guarding = False
        self._job = job
        self._refuse = refuse
        self._evaluate = evaluate
        self._returned: dict[str, None] = {}
        self._lines: set[str] = set()
        self._codes: list[CodeType] = []
        self._get_code = SourceFileLoader.get_code
        self._compile = builtins.compile

    def guard(self) -> None:
        """Does nothing if no test file seems to run code."""
        if not any(self._occurs(word) for word in _RUNNING):
            return
        self.is_guarding = True
        self._lines = {line for each in self.program.files for line in _lines(each.code)}
        source = self

        def get_code(self: SourceFileLoader, fullname: str) -> CodeType | None:
            if os.path.basename(self.get_filename(fullname)) in source.program:
                raise source._refused()
            return source._get_code(self, fullname)

        SourceFileLoader.get_code = get_code  # type: ignore[method-assign]
        builtins.exec = self._guarded(builtins.exec)
        builtins.eval = self._guarded(builtins.eval)
        builtins.compile = self._compiled

    def note_returned(self, content: Any) -> None:
        """Notes texts, at any depth, in what the program has sent."""
        if type(content) is str:
            self._returned[content.strip()] = None
            if len(self._returned) > _MAX_RETURNED:
                del self._returned[next(iter(self._returned))]
        elif type(content) is list:
            for each in content:
                self.note_returned(each)
        elif type(content) is dict:
            for each in content.values():
                self.note_returned(each)

    def _occurs(self, word: str) -> bool:
        """Whether the word occurs in what the teacher wrote."""
        job, as_bytes = self._job, word.encode()
        return any(word in file.source for file in job.test_files) or any(
            as_bytes in content for _, content in job.files
        )

    def _guarded(self, original: Callable[..., Any]) -> Any:
        def run(source: Any, names: Any = None, local: Any = None, /, **more: Any) -> Any:
            if any(source is each for each in self._codes) or self._is_students(source):
                raise self._refused()
            if names is None and local is None:
                frame = sys._getframe(1)  # pyright: ignore[reportPrivateUsage]
                names, local = frame.f_globals, frame.f_locals
            if not self._is_returned(source):
                return original(source, names, local, **more)
            if original is not _eval:
                raise self._refuse(_RUNS_RETURNED)
            return self._evaluate_there(_text_of(source), {**(names or {}), **(local or {})})

        run.__name__ = run.__qualname__ = original.__name__
        return run

    def _evaluate_there(self, text: str, names: dict[str, Any]) -> Any:
        used = {name: names[name] for name in _NAME.findall(text) if name in names}
        modules = {name: each.__name__ for name, each in used.items() if type(each) is ModuleType}
        values = {name: each for name, each in used.items() if name not in modules}
        return self._evaluate(text, values, modules)

    def _compiled(self, source: Any, *args: Any, **keywords: Any) -> Any:
        made = self._compile(source, *args, **keywords)
        if isinstance(made, CodeType) and (self._is_students(source) or self._is_returned(source)):
            self._codes.append(made)
        return made

    def _is_returned(self, source: Any) -> bool:
        """Whether the program returned it, or a part of it, and the test does not contain it."""
        text = _text_of(source).strip()
        if not text or any(text in file.source for file in self._job.test_files):
            return False
        return text in self._returned or any(
            each in text and (len(each) >= _MIN_PART or _MORE_THAN_NAME.search(each) is not None)
            for each in self._returned
        )

    def _is_students(self, source: Any) -> bool:
        """Whether a third of it is from the student's files, and it is not the test's own."""
        if isinstance(source, AST):
            files = (unparse(parse(each.code)) for each in self.program.files)
            own = {line for each in files for line in _lines(each)}
            lines = _lines(unparse(source))
        elif text := _text_of(source):
            own, lines = self._lines, _lines(text)
            if all(any(line in file.source for file in self._job.test_files) for line in lines):
                return False
        else:
            return False
        return bool(lines) and 3 * len(lines & own) >= len(lines)

    def _refused(self) -> BaseException:
        main = self.program.main
        return self._refuse(_RUN_HERE.format(module=main.module_name, file=main.name))


_eval = builtins.eval
_RUNNING = ("exec", "eval", "SourceFileLoader")


def _text_of(source: Any) -> str:
    """Empty for a value that is not text."""
    if isinstance(source, (bytes, bytearray, memoryview)):
        return bytes(source).decode("utf-8", "replace")
    return source if isinstance(source, str) else ""


def _lines(text: str) -> set[str]:
    return {line.strip() for line in text.splitlines()} - {""}
