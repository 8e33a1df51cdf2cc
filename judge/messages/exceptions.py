"""A sentence for an exception that came out of the student's program.

Runs in the process that raised the exception, on any object: it trusts neither its texts nor its
attributes, runs none of the program's code beyond ``str`` and ``repr``, raises only MemoryError
(which the judge handles), and is bounded in time and length.
"""

import ast
import builtins
import unittest.mock
from collections import Counter
from collections.abc import Callable, Sequence

from ..border.exception_marks import is_of_script, raised_by_tests
from ..common.attempt import attempted
from ..common.program import ProgramFile
from ..common.text import clip, safe_str, type_name
from .attributes import explain_attribute, explain_import
from .decimal_comma import explain_decimal_comma
from .endless_recursion import SMALLEST_CASE, explain_endless_recursion
from .files import unwritable_file
from .left_debugger import explain_left_debugger
from .names import explain_name
from .operands import explain_type
from .place import Place, find_place, innermost_frame, steps_of
from .source import read_source
from .trouble import Trouble
from .values import (
    explain_index,
    explain_key,
    explain_long_number,
    explain_value,
    explain_zero,
)

_MAX_SENTENCE = 800
_BUILTIN_KINDS = {id(kind) for kind in vars(builtins).values() if isinstance(kind, type)}
_MOCK_FILE = unittest.mock.__file__


def explain_exception(
    error: BaseException, file_name: str, source: str, others: Sequence[ProgramFile] = ()
) -> str:
    """``Line 3: `helo` is not defined. …``, with the line where the student's file was running.

    ``error`` must have its traceback, ``source`` is the file's text, and ``others`` are the other
    files of the program. Where no explanation is known, the sentence is Python's own message.
    """
    return attempted(lambda: _explain(error, file_name, source, others)) or python_words(error)


def python_words(error: BaseException) -> str:
    """``NameError: name 'helo' is not defined``, as Python prints it below a traceback."""
    name, text = type_name(error), safe_str(error)
    return f"{name}: {text}" if text else name


def _explain(error: BaseException, file_name: str, text: str, others: Sequence[ProgramFile]) -> str:
    # Reading the source would need more memory.
    source = read_source("" if issubclass(type(error), MemoryError) else text)
    endless = explain_endless_recursion(error, file_name)
    if endless:
        return endless
    place = find_place(error, file_name, source)
    trouble = Trouble(error, safe_str(error), place, source, others)
    left = explain_left_debugger(trouble)
    if left:
        return left
    sentence = attempted(lambda: _sentence(trouble, file_name))
    where = f"Line {place.line}: " if place else ""
    return where + clip(sentence or python_words(error), _MAX_SENTENCE)


def _sentence(trouble: Trouble, file_name: str) -> str | None:
    error, place = trouble.error, trouble.place
    if place and place.innermost and isinstance(place.statement, ast.Raise | ast.Assert):
        return _raised(trouble, place)
    comma = explain_decimal_comma(trouble)
    if comma:
        return comma
    if id(type(error)) not in _BUILTIN_KINDS and not issubclass(type(error), OSError):
        return None
    if place is not None and issubclass(type(error), RecursionError):
        return _recursion(trouble, file_name)
    for kind, explain in _EXPLAINERS if place is not None else _EXPLAINERS_OF_CALLS:
        if issubclass(type(error), kind):
            return explain(trouble)
    return None


def _raised(trouble: Trouble, place: Place) -> str | None:
    """For an exception that the program raised itself, on purpose or not."""
    if isinstance(place.statement, ast.Assert):
        condition = trouble.shown(place.statement.test, "its condition")
        return (
            f"Your `assert` fails here: {condition} is not true. "
            "Find out why, or remove the `assert`."
        )
    kind = type_name(trouble.error)
    if issubclass(type(trouble.error), NotImplementedError):
        inside = f"`{place.function.name}`" if place.function else "This part"
        return f"{inside} is not written yet. Replace the `raise` with your own code."
    if id(type(trouble.error)) not in _BUILTIN_KINDS:
        return f"Your own `raise` raises `{kind}` here, and nothing catches it. {_CHECK_RAISE}"
    return f"Your own `raise` raises `{kind}` here. {_CHECK_RAISE}"


_CHECK_RAISE = "Check the condition before it: should it be true in this case?"


def _recursion(trouble: Trouble, file_name: str) -> str | None:
    codes = (step.tb_frame.f_code for step in steps_of(trouble.error))
    counts = Counter(
        (code.co_name, code.co_firstlineno) for code in codes if code.co_filename == file_name
    )
    if not counts:
        return "A function keeps calling itself. Let it stop in the smallest case."
    name, line = counts.most_common(1)[0][0]
    return f"`{name}` (line {line}) keeps calling itself and never stops. {SMALLEST_CASE}"


def _stop_iteration(trouble: Trouble) -> str | None:
    frame = innermost_frame(trouble.error)
    by_mock = frame is not None and frame.f_code.co_filename == _MOCK_FILE
    if by_mock or raised_by_tests(trouble.error) is not None:
        return (
            "Your program asks more often than the test answers, for example with `input()`. "
            "Ask only as often as the task says."
        )
    return "`next` found no more values. Use a `for` loop, or write `next(…, None)`."


def _end_of_input(trouble: Trouble) -> str | None:
    if is_of_script(trouble.error):
        return (
            "Your program calls `input()`, but the test has no more answers. "
            "Call it only as often as the task says."
        )
    place = trouble.place
    function = place.function if place else None
    asks = "Your program calls `input()`, but nobody types anything here"
    statement = place.statement if place else None
    target = statement.targets[0] if isinstance(statement, ast.Assign) else None
    name = target.id if isinstance(target, ast.Name) else ""
    if function is None:
        takes = _function_taking(name, trouble)
        step = (
            f"Remove it: `{name}` is one of the parameters of `{takes}`."
            if takes
            else "Move it into the function that the task asks for."
        )
        file = "this file" if trouble.others else "your file"
        return f"{asks}: this line runs as soon as the tests load {file}. {step}"
    if name in function.given_parameters:
        return (
            f"{asks}: `{name}` is one of the parameters of `{function.name}`, and the test gives "
            "its value. Remove this line."
        )
    if function.given_parameters:
        return f"{asks}: `{function.name}` gets its values as parameters. Use these instead."
    return (
        "Your program calls `input()` more often than the test answers. "
        "Call it only as often as the task says."
    )


def _function_taking(name: str, trouble: Trouble) -> str | None:
    functions = trouble.source.all_functions
    return next((each.name for each in functions if name in each.given_parameters), None)


def _exit(trouble: Trouble) -> str | None:
    return (
        "The program stopped itself with exit() before its tests had finished. "
        "Remove that call, or write `return`."
    )


def _memory(trouble: Trouble) -> str | None:
    return (
        "The program needs more memory than it may use. "
        "Does a list or a text grow in a loop that never ends?"
    )


def _runtime(trouble: Trouble) -> str | None:
    if (
        "changed size during iteration" in trouble.text
        or "mutated during iteration" in trouble.text
    ):
        statement = trouble.place.statement if trouble.place else None
        loop = trouble.shown(
            statement.iter if isinstance(statement, ast.For) else None, "a dictionary or set"
        )
        copied = loop.strip("`") if loop.startswith("`") else "…"
        return (
            f"The loop changes {loop} while it goes through it. "
            f"Loop over a copy: `for … in list({copied}):`."
        )
    return None


def _file(trouble: Trouble) -> str | None:
    return unwritable_file(trouble) or (
        f"The file does not exist ({trouble.text}). "
        "Check its name letter by letter, and the name of its folder."
    )


def _overflow(trouble: Trouble) -> str | None:
    return "The number is too large to calculate with. Does a loop run too often?"


_EXPLAINERS: tuple[tuple[type[BaseException], Callable[[Trouble], str | None]], ...] = (
    (NameError, explain_name),
    (AttributeError, explain_attribute),
    (ImportError, explain_import),
    (TypeError, explain_type),
    (IndexError, explain_index),
    (KeyError, explain_key),
    (ValueError, explain_value),
    (ZeroDivisionError, explain_zero),
    (OverflowError, _overflow),
    (StopIteration, _stop_iteration),
    (EOFError, _end_of_input),
    (SystemExit, _exit),
    (MemoryError, _memory),
    (FileNotFoundError, _file),
    (RuntimeError, _runtime),
)

# For exceptions outside the student's file, which can still be caused by how it is written.
_EXPLAINERS_OF_CALLS: tuple[tuple[type[BaseException], Callable[[Trouble], str | None]], ...] = (
    (AttributeError, explain_attribute),
    (TypeError, explain_type),
    (ValueError, explain_long_number),
    (MemoryError, _memory),
)
