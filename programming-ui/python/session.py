"""Runs a student's program as a script, then offers a prompt with its variables."""

import ast
import linecache
import os
import re
import sys
from codeop import CommandCompiler
from collections.abc import Callable, Mapping
from traceback import walk_tb
from types import CodeType, ModuleType
from typing import Any

from judge.common.job import Job, lay_out
from judge.common.text import lines_of, safe_str
from judge.messages import explain_exception, explain_syntax_error, python_words

from .console import connect, flush
from .own_traceback import print_error
from .page import Page

_PROMPT = "<prompt>"

Ending = dict[str, Any]
"""``how`` the program ended and, for an error, ``sentence``, our explanation, else None.

done         at its end, or by exit()
error        by an exception
interrupted  by Stop
incomplete   it did not run: the statement at the prompt needs another line
"""


class Session:
    """One program and its variables; another program needs another Python."""

    def __init__(self, page: Page, folder: str) -> None:
        self._folder = folder
        self._main = ModuleType("__main__")
        self._file_name = ""
        #: The texts of the student's files, by the names that Python has for them.
        self._codes: dict[str, str] = {}
        #: The names that the student has for the others, by the names that Python has for them.
        self._short_names: dict[str, str] = {}
        self._compile = CommandCompiler()
        self._entries = 0
        connect(page)

    def run(self, job: Job, others: Mapping[str, str]) -> Ending:
        """Writes the files, changes to their folder, and runs the student's file.

        ``others`` are the texts of the program's other files, by name, which it can import.
        """
        self._file_name, self._codes = job.file_name, {job.file_name: job.code}
        for name, code in others.items():
            path = os.path.join(self._folder, name)
            self._codes[path], self._short_names[path] = code, name
            with open(path, "w", encoding="utf-8", errors="surrogatepass", newline="") as file:
                file.write(code)
        lay_out(job, self._folder)
        os.chdir(self._folder)
        sys.path.insert(0, self._folder)
        sys.argv = [job.file_name]
        self._main.__file__ = job.file_name
        sys.modules["__main__"] = self._main
        _remember(job.file_name, job.code)
        return self._execute(lambda: compile(job.code, job.file_name, "exec", dont_inherit=True))

    def evaluate(self, source: str) -> Ending:
        """Runs one or several statements typed at the prompt."""
        try:
            if self._compile(source, _PROMPT, "single") is None:
                return _ending("incomplete")
        except (SyntaxError, ValueError, OverflowError):
            # Several statements at once fail here, too; the parser below decides.
            pass
        self._entries += 1
        name = f"<prompt {self._entries}>"
        _remember(name, source)
        return self._execute(lambda: _interactive(source, name))

    def _execute(self, make_code: Callable[[], CodeType]) -> Ending:
        try:
            try:
                exec(make_code(), self._main.__dict__)
            finally:
                sys.settrace(None)
                flush()
        except SystemExit as exiting:
            if exiting.code is not None and not isinstance(exiting.code, int):
                print(safe_str(exiting.code), file=sys.stderr)
        except KeyboardInterrupt as error:
            print_error(error, self._is_own, self._short_names)
            return _ending("interrupted")
        except BaseException as error:
            print_error(error, self._is_own, self._short_names)
            return _ending("error", self._sentence(error))
        finally:
            flush()
        return _ending("done")

    def _is_own(self, name: str) -> bool:
        return (
            name == self._file_name
            or name.startswith("<prompt")
            or name.startswith(f"{self._folder}{os.sep}")
        )

    def _sentence(self, error: BaseException) -> str | None:
        """The judge's explanation; None if it only repeats Python's message."""
        try:
            file_name = self._file_of(error)
            if isinstance(error, SyntaxError) and error.filename == file_name:
                sentence = explain_syntax_error(error, self._codes[file_name])
            else:
                sentence = explain_exception(error, file_name, self._codes[file_name])
            if sentence.endswith(python_words(error)):
                return None
            return self._naming(sentence, file_name)
        except Exception:
            return None

    def _file_of(self, error: BaseException) -> str:
        """Python's name for the student's file in which the error occurred."""
        frames = [frame.f_code.co_filename for frame, _ in walk_tb(error.__traceback__)]
        if isinstance(error, SyntaxError) and error.filename is not None:
            frames.append(error.filename)
        own = [name for name in frames if name in self._codes]
        return own[-1] if own else self._file_name

    def _naming(self, sentence: str, file_name: str) -> str:
        """The sentence, with the name of the file after its line if the program has several."""
        if not self._short_names:
            return sentence
        name = self._short_names.get(file_name, file_name)
        return re.sub(r"^Line \d+", lambda line: f"{line[0]} of {name}", sentence)


def _interactive(source: str, name: str) -> CodeType:
    """Compiles statements so that the values of expressions are printed."""
    tree = ast.parse(source, name)
    return compile(ast.Interactive(tree.body), name, "single", dont_inherit=True)


def _remember(file_name: str, source: str) -> None:
    """Tracebacks take the quoted lines from here."""
    linecache.cache[file_name] = (len(source), None, lines_of(source), file_name)


def _ending(how: str, sentence: str | None = None) -> Ending:
    return {"how": how, "sentence": sentence}
