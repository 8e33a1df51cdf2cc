"""Compiles and runs the student's files, as modules or as a script."""

import functools
import importlib.util
import linecache
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import CodeType, ModuleType
from typing import Any

from ..border.exception_marks import mark_of_script
from ..common.printed import OutputLimitReached
from ..common.program import Program, ProgramFile
from ..common.text import lines_of, safe_str
from ..messages import explain_syntax_error, naming_file
from .student_files import DoesNotLoad
from .trace import explain

# A longer line is shown in part, around the place.
_MAX_LINE = 200

_Compile = Callable[[ProgramFile], CodeType]


def _compile_as_it_is(file: ProgramFile) -> CodeType:
    return compile(file.code, file.name, "exec", dont_inherit=True)


_compile_source: _Compile = _compile_as_it_is


def compile_with(compile_source: _Compile) -> None:
    """Makes the student's files be compiled by this function, which raises what compile() raises.

    A page that records what a program does adds calls to its code.
    """
    global _compile_source
    _compile_source = compile_source


def compile_program(program: Program) -> None:
    """Raises DoesNotLoad if one of the files is not valid Python."""
    for file in program.files:
        code_of(file)


def code_of(file: ProgramFile) -> CodeType:
    """Raises DoesNotLoad if the file is not valid Python."""
    linecache.cache[file.name] = (len(file.code), None, lines_of(file.code), file.name)
    return _compile(file)


@contextmanager
def errors_as_verdict(program: Program) -> Generator[None]:
    """Turns whatever the program raises while it runs into DoesNotLoad."""
    try:
        yield
    except (OutputLimitReached, DoesNotLoad):
        raise
    except MemoryError as error:
        raise DoesNotLoad("memory-limit", explain(error, program)) from None
    except BaseException as error:
        raise DoesNotLoad("runtime-error", explain(error, program)) from None


def import_file(file: ProgramFile, folder: str, name: str) -> ModuleType:
    """Runs the file in a new module of that name; raises what the file raises."""
    spec = importlib.util.spec_from_file_location(name, f"{folder}/{file.name}")
    if spec is None:
        raise DoesNotLoad("runtime-error", f"{file.name} is not a name for a Python file.")
    module = importlib.util.module_from_spec(spec)
    # A test may give the module another one's name, such as ``__main__``: that one is not replaced.
    is_registered = name == file.module_name or name not in sys.modules
    if is_registered:
        sys.modules[name] = module
    # For Python's message about files that import each other.
    vars(spec)["_initializing"] = bool(file.of)
    try:
        run_in(module.__dict__, file)
    except BaseException:
        if is_registered:
            sys.modules.pop(name, None)
        raise
    finally:
        vars(spec)["_initializing"] = False
    # The file may have replaced its own entry.
    if is_registered:
        sys.modules[name] = module
    return module


def run_in(names: dict[str, Any], file: ProgramFile) -> None:
    """Runs the file in the namespace of an existing module."""
    code = code_of(file)
    trace, profile = sys.gettrace(), sys.getprofile()
    try:
        exec(code, names)
    finally:
        sys.settrace(trace)
        sys.setprofile(profile)


@contextmanager
def allowing_input() -> Generator[None]:
    """The file runs under the patches of a test, which may provide its input."""
    try:
        yield
    except EOFError as error:
        mark_of_script(error)
        raise


def run_as_script(
    file: ProgramFile, init_globals: dict[str, Any] | None, run_name: str, path: str
) -> dict[str, Any]:
    """Runs the file as runpy does, in a temporary module. Returns that module's names."""
    module = ModuleType(run_name)
    names = vars(module)
    names.update(init_globals or {})
    names.update(__name__=run_name, __file__=path, __cached__=None, __package__="")
    before, argument = sys.modules.get(run_name), sys.argv[:1]
    sys.modules[run_name] = module
    sys.argv[:1] = [path]
    try:
        with allowing_input():
            run_in(names, file)
    finally:
        sys.argv[:1] = argument
        if before is None:
            sys.modules.pop(run_name, None)
        else:
            sys.modules[run_name] = before
    return dict(names)


# A program that imports itself again and again compiles once: deep in its calls, Python 3.14 says
# that the file is too complex.
@functools.cache
def _compile(file: ProgramFile) -> CodeType:
    try:
        return _compile_source(file)
    except SyntaxError as error:
        raise DoesNotLoad("syntax-error", _explain_syntax(error, file)) from None
    except (ValueError, RecursionError, OverflowError, MemoryError) as error:
        what = file.name if file.of else "the file"
        raise DoesNotLoad(
            "syntax-error", f"Python cannot read {what}: {safe_str(error) or 'too deeply nested'}"
        ) from None


def _explain_syntax(error: SyntaxError, file: ProgramFile) -> str:
    """A sentence, then Python's own message and the line with carets below the place."""
    sentence = naming_file(explain_syntax_error(error, file.code), file.of)
    if file.of and not error.lineno:
        sentence = f"{file.name}: {sentence}"
    words = f"{type(error).__name__}: {error.msg}"
    sentence += "\n\n" if sentence.endswith(words) else f"\n\n{words}\n"
    if not error.text or not error.offset or not error.lineno:
        return sentence.rstrip("\n")
    text = error.text.rstrip("\n").replace("\t", " ")
    shown = text.lstrip()
    column = min(max(error.offset - 1 - (len(text) - len(shown)), 0), len(shown))
    end = error.end_offset if error.end_lineno == error.lineno and error.end_offset else 0
    width = min(max(end - error.offset, 1), max(len(shown) - column, 1))
    start = max(column - _MAX_LINE // 2, 0) if len(shown) > _MAX_LINE else 0
    shown, column = shown[start : start + _MAX_LINE], column - start
    width = min(width, max(len(shown) - column, 1))
    return f"{sentence}    {shown}\n    {' ' * column}{'^' * width}"
