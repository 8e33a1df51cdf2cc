"""The student's file as a module, or the reason why it is none."""

import importlib.util
import linecache
import sys
from types import CodeType, ModuleType

from .job import Job
from .messages import explain_syntax_error
from .printed import OutputLimitReached
from .report.text import lines_of, safe_str
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


def load_program(job: Job, folder: str) -> ModuleType:
    """Runs the file once, under its module name; raises DoesNotLoad for all that it does wrong."""
    code = compile_program(job)
    spec = importlib.util.spec_from_file_location(job.module_name, f"{folder}/{job.file_name}")
    if spec is None:
        raise DoesNotLoad("runtime-error", f"{job.file_name} is no name for a Python file.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[job.module_name] = module
    try:
        exec(code, module.__dict__)
    except OutputLimitReached:
        raise
    except MemoryError as error:
        raise DoesNotLoad("memory-limit", explain(error, job.file_name)) from None
    except BaseException as error:
        raise DoesNotLoad("runtime-error", explain(error, job.file_name)) from None
    finally:
        sys.settrace(None)
        sys.setprofile(None)
    # The file may have put something else in its own place.
    sys.modules[job.module_name] = module
    return module


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
