"""Runs the program as a script, with typed lines as its stdin."""

import builtins
import os
import shutil
import sys
import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from types import ModuleType
from typing import Any

from ..common.printed import OutputLimitReached
from ..common.program import Program
from ..common.text import safe_str, type_name
from ..program.execution import code_of
from ..program.trace import explain, kind_names, student_spot
from .script_console import Console
from .script_end import (
    AtExit,
    Leave,
    Left,
    await_threads,
    exit_error,
    exit_noted,
    exit_sentence,
)
from .script_settings import settings_restored
from .terminal import Transcript
from .written_files import read_written


def run_script(
    program: Program,
    stdin: str,
    transcript: Transcript | None = None,
    leave: Leave | None = None,
    writes: Sequence[str] = (),
) -> dict[str, Any]:
    """Runs the first file, which must compile, as a fresh ``__main__``. Returns plain data:

    ``{"transcript": [[kind, text], …], "error": {sentence, kind, kinds, text, line, file} | None,
    "askedTooOften": bool, "written": {name: text | None}}``, kinds as in terminal.py. ``writes``
    are the names of files that it should write.

    Output is passed on to the current sys.stdout and sys.stderr, which count it. A program that
    calls exit() has ended normally. ``leave`` is called before os._exit() ends the process; without
    it, os._exit() ends only the script. Callers handle MemoryError and OutputLimitReached.
    """
    transcript = transcript or Transcript()
    console = Console(stdin, transcript)
    folder = os.getcwd()

    # A separate process ends with the script, and begins without anything to set aside.
    with _process_restored(program) if leave is None else nullcontext():
        module = _become_main(program)
        with console.installed(), exit_noted(console.flush, leave):
            try:
                error = _run_to_end(program, module, console)
            except Left as left:
                error = left.status and exit_error(exit_sentence(left.status))
            finally:
                sys.settrace(None)
                sys.setprofile(None)
            if threading.active_count() == 1:
                # Also closes the files that they refer to.
                _forget_names(vars(module))
            written = read_written(folder, writes)
    return {
        "transcript": [[kind, text] for kind, text in transcript.take()],
        "error": error or None,
        "askedTooOften": bool(error) and console.asked_too_often,
        "written": written,
    }


def _forget_names(names: dict[str, Any]) -> None:
    """In reverse order: a ``__del__`` may still use the names defined before its object."""
    for name in reversed(list(names)):
        names.pop(name, None)


def _run_to_end(program: Program, module: ModuleType, console: Console) -> dict[str, Any] | None:
    """The exception that the script raised, None if there was none. Raises Left."""
    at_exit = AtExit()
    code = code_of(program.main)
    try:
        with at_exit.installed():
            try:
                exec(code, module.__dict__)
            except SystemExit as leaving:
                if leaving.code is not None and not isinstance(leaving.code, int):
                    console.complain(safe_str(leaving.code))
            await_threads()
            at_exit.run()
    except (OutputLimitReached, MemoryError, Left):
        raise
    except BaseException as fault:
        console.asked_too_often &= isinstance(fault, EOFError)
        spot = student_spot(fault, program)
        return {
            "sentence": explain(fault, program),
            "kind": type_name(fault),
            "kinds": kind_names(fault),
            "text": safe_str(fault),
            "line": spot and spot.line,
            "file": spot and spot.file,
        }
    return None


def _become_main(program: Program) -> ModuleType:
    """A fresh ``__main__``."""
    module = ModuleType("__main__")
    module.__file__ = program.main.name
    # As in a script that Python starts; in imported modules it is a dictionary.
    module.__dict__["__builtins__"] = builtins
    sys.modules["__main__"] = module
    sys.argv = [program.main.name]
    return module


@contextmanager
def _process_restored(program: Program) -> Generator[None]:
    """Afterwards, settings are as before, and what a script left in modules and its folder is
    gone."""
    with settings_restored(), _leavings_removed(program):
        yield


@contextmanager
def _leavings_removed(program: Program) -> Generator[None]:
    folder = os.getcwd()
    modules = sys.modules
    before = dict(modules)
    earlier = _set_aside(program, folder) if program.has_several else {}
    laid_out = set(os.listdir(folder))
    path = list(sys.path)
    try:
        yield
    finally:
        sys.modules = modules
        sys.path = path
        for name in [name for name in modules if name not in before or name in earlier]:
            if name in earlier or _is_in(folder, modules[name]):
                del modules[name]
        modules.update(earlier)
        modules["__main__"] = before.get("__main__", ModuleType("__main__"))
        # A program may have removed the folder itself.
        with suppress(OSError):
            os.chdir(folder)
            for name in set(os.listdir(folder)) - laid_out:
                _remove(os.path.join(folder, name))


def _set_aside(program: Program, folder: str) -> dict[str, ModuleType]:
    """Removes the modules of the program and of the files beside it, which tests or other cases
    have imported, and returns them."""
    own = [
        name
        for name, module in sys.modules.items()
        if program.file_of_module(name) is not None or _is_in(folder, module)
    ]
    return {name: sys.modules.pop(name) for name in own}


def _is_in(folder: str, module: object) -> bool:
    return str(getattr(module, "__file__", None)).startswith(f"{folder}{os.sep}")


def _remove(path: str) -> None:
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path, ignore_errors=True)
    else:
        os.remove(path)
