"""The student's file as a module, or the reason why it is none."""

import importlib.util
import linecache
import sys
from collections.abc import Generator
from contextlib import contextmanager
from types import CodeType, ModuleType
from typing import Any

from .job import Job
from .messages import explain_syntax_error
from .printed import OutputLimitReached
from .report.text import lines_of, safe_str
from .report.told_trace import mark_of_script
from .report.trace import explain

# A longer line is shown in part, around the place.
_LINE_MAX = 200


class DoesNotLoad(Exception):
    """The student's file is no working module; ``verdict`` and the message say why."""

    def __init__(self, verdict: str, message: str) -> None:
        super().__init__(message)
        self.verdict = verdict


def compile_program(job: Job) -> CodeType:
    """Raises DoesNotLoad when it is no Python."""
    linecache.cache[job.file_name] = (
        len(job.code),
        None,
        lines_of(job.code),
        job.file_name,
    )
    return _compile(job)


@contextmanager
def told_as_verdict(job: Job) -> Generator[None]:
    """Whatever the file does wrong while it is run becomes DoesNotLoad."""
    try:
        yield
    except (OutputLimitReached, DoesNotLoad):
        raise
    except MemoryError as error:
        raise DoesNotLoad("memory-limit", explain(error, job.file_name)) from None
    except BaseException as error:
        raise DoesNotLoad("runtime-error", explain(error, job.file_name)) from None


def import_program(job: Job, folder: str, name: str) -> ModuleType:
    """Runs the file in a new module of that name; raises what the file raises."""
    spec = importlib.util.spec_from_file_location(name, f"{folder}/{job.file_name}")
    if spec is None:
        raise DoesNotLoad("runtime-error", f"{job.file_name} is no name for a Python file.")
    module = importlib.util.module_from_spec(spec)
    # A test may give the module the name of another one, such as ``__main__``: that one stays.
    kept = name == job.module_name or name not in sys.modules
    if kept:
        sys.modules[name] = module
    try:
        run_in(module.__dict__, job)
    except BaseException:
        if kept:
            sys.modules.pop(name, None)
        raise
    # The file may have put something else in its own place.
    if kept:
        sys.modules[name] = module
    return module


def run_in(names: dict[str, Any], job: Job) -> None:
    """Runs the file in a module that there is already, by its names."""
    code = compile_program(job)
    trace, profile = sys.gettrace(), sys.getprofile()
    try:
        exec(code, names)
    finally:
        sys.settrace(trace)
        sys.setprofile(profile)


@contextmanager
def allowed_to_ask() -> Generator[None]:
    """The file runs under the patches of a test, which may answer what it asks for."""
    try:
        yield
    except EOFError as error:
        mark_of_script(error)
        raise


def run_as_script(
    job: Job, init_globals: dict[str, Any] | None, run_name: str, path: str
) -> dict[str, Any]:
    """As runpy does it: the file runs in a module of its own, which is gone afterwards. Gives the
    names that it leaves."""
    module = ModuleType(run_name)
    names = vars(module)
    names.update(init_globals or {})
    names.update(__name__=run_name, __file__=path, __cached__=None, __package__="")
    before, argument = sys.modules.get(run_name), sys.argv[:1]
    sys.modules[run_name] = module
    sys.argv[:1] = [path]
    try:
        with allowed_to_ask():
            run_in(names, job)
    finally:
        sys.argv[:1] = argument
        if before is None:
            sys.modules.pop(run_name, None)
        else:
            sys.modules[run_name] = before
    return dict(names)


def _compile(job: Job) -> CodeType:
    try:
        return compile(job.code, job.file_name, "exec", dont_inherit=True)
    except SyntaxError as error:
        raise DoesNotLoad("syntax-error", _explain_syntax(error, job.code)) from None
    except (ValueError, RecursionError, OverflowError, MemoryError) as error:
        raise DoesNotLoad(
            "syntax-error", f"Python cannot read the file: {safe_str(error) or 'too deeply nested'}"
        ) from None


def _explain_syntax(error: SyntaxError, source: str) -> str:
    """A sentence, then Python's own words and the line itself with carets below the place."""
    sentence = explain_syntax_error(error, source)
    words = f"{type(error).__name__}: {error.msg}"
    sentence += "\n\n" if sentence.endswith(words) else f"\n\n{words}\n"
    if not error.text or not error.offset or not error.lineno:
        return sentence.rstrip("\n")
    text = error.text.rstrip("\n").replace("\t", " ")
    shown = text.lstrip()
    column = min(max(error.offset - 1 - (len(text) - len(shown)), 0), len(shown))
    end = error.end_offset if error.end_lineno == error.lineno and error.end_offset else 0
    width = min(max(end - error.offset, 1), max(len(shown) - column, 1))
    start = max(column - _LINE_MAX // 2, 0) if len(shown) > _LINE_MAX else 0
    shown, column = shown[start : start + _LINE_MAX], column - start
    width = min(width, max(len(shown) - column, 1))
    return f"{sentence}    {shown}\n    {' ' * column}{'^' * width}"
