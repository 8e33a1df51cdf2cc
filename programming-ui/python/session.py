"""Runs a student's program as a script, then offers a prompt with its variables."""

import ast
import linecache
import os
import sys
from codeop import CommandCompiler
from collections.abc import Callable
from traceback import walk_tb
from types import CodeType, ModuleType
from typing import Any

from judge.common.job import Job, lay_out
from judge.common.program import ProgramFile
from judge.common.text import lines_of, safe_str
from judge.messages import explain_exception, explain_syntax_error, python_words
from judge.messages.file_names import naming_file

from .console import connect, flush
from .own_traceback import print_error
from .page import Page

_PROMPT = "<prompt>"

Ending = dict[str, Any]
"""``how`` the program ended and, for an error, ``sentence``, our explanation, else None. After a
run, ``call`` is a call of the first function, such as ``add(a, b)``, if the program only defines
some.

done         at its end, or by exit()
error        by an exception
interrupted  by Stop
incomplete   it did not run: the statement at the prompt needs another line
"""

CompileFile = Callable[[ProgramFile], CodeType]


def compile_file(file: ProgramFile) -> CodeType:
    return compile(file.code, file.name, "exec", dont_inherit=True)


class Session:
    """One program and its variables; another program needs another Python."""

    def __init__(self, page: Page, folder: str, compile_file: CompileFile = compile_file) -> None:
        self._folder = folder
        self._compile_file = compile_file
        self._main = ModuleType("__main__")
        #: The program's files, by the names that Python has for them.
        self._files: dict[str, ProgramFile] = {}
        self._compile = CommandCompiler()
        self._entries = 0
        connect(page)

    def run(self, job: Job) -> Ending:
        """Writes the files, changes to their folder, and runs the program's main file."""
        main, *others = job.program.files
        self._files = {main.name: main}
        self._files |= {os.path.join(self._folder, each.name): each for each in others}
        lay_out(job, self._folder)
        os.chdir(self._folder)
        sys.path.insert(0, self._folder)
        sys.argv = [main.name]
        self._main.__file__ = main.name
        sys.modules["__main__"] = self._main
        _remember(main.name, main.code)
        ending = self._execute(lambda: self._compile_file(main))
        return ending | {"call": _call_to_try(main.code) if ending["how"] == "done" else None}

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
            print_error(error, self._is_own, self._short_names())
            return _ending("interrupted")
        except BaseException as error:
            print_error(error, self._is_own, self._short_names())
            return _ending("error", self._sentence(error))
        finally:
            flush()
        return _ending("done")

    def _is_own(self, name: str) -> bool:
        return (
            name in self._files
            or name.startswith("<prompt")
            or name.startswith(f"{self._folder}{os.sep}")
        )

    def _short_names(self) -> dict[str, str]:
        """The names that the student has for the files, by the names that Python has for them."""
        return {name: each.name for name, each in self._files.items()}

    def _sentence(self, error: BaseException) -> str | None:
        """The judge's explanation; None if it only repeats Python's message."""
        try:
            name = self._file_of(error)
            file = self._files[name]
            if isinstance(error, SyntaxError) and error.filename == name:
                sentence = explain_syntax_error(error, file.code)
            else:
                others = [each for each in self._files.values() if each is not file]
                sentence = explain_exception(error, name, file.code, others)
            return (
                None if sentence.endswith(python_words(error)) else naming_file(sentence, file.of)
            )
        except Exception:
            return None

    def _file_of(self, error: BaseException) -> str:
        """Python's name for the student's file in which the error occurred."""
        frames = [frame.f_code.co_filename for frame, _ in walk_tb(error.__traceback__)]
        if isinstance(error, SyntaxError) and error.filename is not None:
            frames.append(error.filename)
        own = [name for name in frames if name in self._files]
        return own[-1] if own else next(iter(self._files))


def _interactive(source: str, name: str) -> CodeType:
    """Compiles statements so that the values of expressions are printed."""
    tree = ast.parse(source, name)
    return compile(ast.Interactive(tree.body), name, "single", dont_inherit=True)


_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)


def _call_to_try(code: str) -> str | None:
    """A call of the first function of a program that has only definitions and docstrings."""
    body = ast.parse(code).body
    functions = [each for each in body if isinstance(each, ast.FunctionDef)]
    if not functions or not all(_only_defines(each) for each in body):
        return None
    given = functions[0].args
    names = [each.arg for each in (*given.posonlyargs, *given.args)]
    needed = names[: len(names) - len(given.defaults)]
    return f"{functions[0].name}({', '.join(needed)})"


def _only_defines(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Constant)
    return isinstance(statement, _DEFINITIONS)


def _remember(file_name: str, source: str) -> None:
    """Tracebacks take the quoted lines from here."""
    linecache.cache[file_name] = (len(source), None, lines_of(source), file_name)


def _ending(how: str, sentence: str | None = None) -> Ending:
    return {"how": how, "sentence": sentence}
