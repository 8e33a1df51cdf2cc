"""A sentence for an exception that came out of the student's program.

Works alone, in whatever process the exception was raised, on any object: it trusts neither its
texts nor its attributes, runs none of the program's code beyond ``str`` and ``repr``, never raises
(but MemoryError, which is for the judge to see), and is bounded in time and length.
"""

import ast
import builtins
import unittest.mock
from collections import Counter
from collections.abc import Callable

from ..report.text import clip, safe_str, type_name
from ..report.told_trace import is_of_script, raised_by_tests
from .attributes import explain_attribute, explain_import
from .decimal_comma import explain_decimal_comma
from .endless_recursion import explain_endless_recursion
from .left_debugger import explain_left_debugger
from .names import explain_name
from .operands import explain_type
from .place import Place, find_place, traceback_of
from .source import read_source
from .trouble import Trouble
from .values import (
    explain_index,
    explain_key,
    explain_long_number,
    explain_value,
    explain_zero,
)

_SENTENCE_MAX = 800
_BUILTIN_KINDS = {id(kind) for kind in vars(builtins).values() if isinstance(kind, type)}
_MOCK_FILE = unittest.mock.__file__


def explain_exception(error: BaseException, file_name: str, source: str) -> str:
    """``Line 3: `helo` is not defined. …``, with the line where the student's file was running.

    ``error`` must have its traceback, ``source`` be the file's text. Where nothing is known that
    helps, Python's own words stand there.
    """
    try:
        return _explain(error, file_name, source)
    except MemoryError:
        raise
    except BaseException:
        return python_words(error)


def python_words(error: BaseException) -> str:
    """``NameError: name 'helo' is not defined``, as Python says it below a traceback."""
    name, text = type_name(error), safe_str(error)
    return f"{name}: {text}" if text else name


def _explain(error: BaseException, file_name: str, text: str) -> str:
    # Out of memory, the text is not read: that would need more of it.
    source = read_source("" if issubclass(type(error), MemoryError) else text)
    endless = explain_endless_recursion(error, file_name)
    if endless:
        return endless
    place = find_place(error, file_name, source)
    trouble = Trouble(error, safe_str(error), place, source)
    left = explain_left_debugger(trouble)
    if left:
        return left
    try:
        sentence = _sentence(trouble, file_name)
    except MemoryError:
        raise
    except BaseException:
        sentence = None
    where = f"Line {place.line}: " if place else ""
    return where + clip(sentence or python_words(error), _SENTENCE_MAX)


def _sentence(trouble: Trouble, file_name: str) -> str | None:
    error, place = trouble.error, trouble.place
    if (
        place is not None
        and place.innermost
        and isinstance(place.statement, ast.Raise | ast.Assert)
    ):
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
    """By the program itself, with or without intention."""
    if isinstance(place.statement, ast.Assert):
        condition = trouble.shown(place.statement.test, "its condition")
        return (
            f"Your `assert` does not hold here: {condition} is not true. "
            "Look how it came to that, or remove the `assert`."
        )
    kind = type_name(trouble.error)
    if issubclass(type(trouble.error), NotImplementedError):
        inside = f"`{place.function.name}`" if place.function else "This part"
        return f"{inside} is not written yet. Replace the `raise` by your own lines."
    if id(type(trouble.error)) not in _BUILTIN_KINDS:
        return f"Your own `raise` raises `{kind}` here, and nothing catches it. {_CHECK_RAISE}"
    return f"Your own `raise` raises `{kind}` here. {_CHECK_RAISE}"


_CHECK_RAISE = "Look at the condition before it: should it be true in this case?"


def _recursion(trouble: Trouble, file_name: str) -> str | None:
    counts: Counter[tuple[str, int]] = Counter()
    step = traceback_of(trouble.error)
    while step is not None:
        code = step.tb_frame.f_code
        if code.co_filename == file_name:
            counts[code.co_name, code.co_firstlineno] += 1
        step = step.tb_next
    if not counts:
        return "A function calls itself without end. Give it a case that ends."
    name, line = counts.most_common(1)[0][0]
    return (
        f"`{name}` (line {line}) calls itself again and again without end. Let it `return` "
        "without a call in the smallest case, and call itself with a smaller value."
    )


def _stop_iteration(trouble: Trouble) -> str | None:
    step = traceback_of(trouble.error)
    while step is not None and step.tb_next is not None:
        step = step.tb_next
    by_mock = step is not None and step.tb_frame.f_code.co_filename == _MOCK_FILE
    if by_mock or raised_by_tests(trouble.error) is not None:
        return (
            "The program asks more often, by `input()` say, than the test answers. "
            "Ask as often as the task says."
        )
    return "`next` finds no further value. Use a `for` loop, or write `next(…, None)`."


def _end_of_input(trouble: Trouble) -> str | None:
    if is_of_script(trouble.error):
        return (
            "The program asks for `input()`, but the test gives no further answer. "
            "Ask as often as the task says."
        )
    place = trouble.place
    function = place.function if place else None
    asks = "The program asks for `input()`, but nobody types anything here"
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
        return f"{asks}: this line runs as soon as the tests load your file. {step}"
    if name in function.given_parameters:
        return (
            f"{asks}: `{name}` is one of the parameters of `{function.name}`, and the test gives "
            "its value. Remove this line."
        )
    if function.given_parameters:
        return f"{asks}: `{function.name}` gets its values as parameters. Use these instead."
    return (
        "The program asks for `input()` more often than the test answers. "
        "Ask as often as the task says."
    )


def _function_taking(name: str, trouble: Trouble) -> str | None:
    functions = (each for group in trouble.source.functions.values() for each in group)
    return next((each.name for each in functions if name in each.given_parameters), None)


def _exit(trouble: Trouble) -> str | None:
    return (
        "The program ended itself with exit(), before its tests were through. "
        "Remove that call, or write `return`."
    )


def _memory(trouble: Trouble) -> str | None:
    return (
        "The program needs more memory than it may use. "
        "Does a list or text grow in a loop that does not end?"
    )


def _runtime(trouble: Trouble) -> str | None:
    if (
        "changed size during iteration" in trouble.text
        or "mutated during iteration" in trouble.text
    ):
        statement = trouble.place.statement if trouble.place else None
        loop = trouble.shown(statement.iter if isinstance(statement, ast.For) else None, "what")
        copied = loop.strip("`") if loop.startswith("`") else "…"
        return (
            f"The loop changes {loop} while it goes through it. "
            f"Go through a copy: `for … in list({copied}):`."
        )
    return None


def _file(trouble: Trouble) -> str | None:
    return (
        f"The file to be opened does not exist ({trouble.text}). "
        "Look at its name, letter by letter; it must lie beside your program."
    )


def _overflow(trouble: Trouble) -> str | None:
    return "The number grows too large to be computed with. Does a loop run too often?"


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

# Where the student's file was not running, it can still be at fault for how it is called.
_EXPLAINERS_OF_CALLS: tuple[tuple[type[BaseException], Callable[[Trouble], str | None]], ...] = (
    (AttributeError, explain_attribute),
    (TypeError, explain_type),
    (ValueError, explain_long_number),
    (MemoryError, _memory),
)
