"""Evaluates the expression of a case over the names of the student's file and Python's own.

A name that is Python's own is the student's where the model solution defines it: a task may ask for
a ``sum``. Elsewhere it is Python's, whatever the student's file defines, for the expression is part
of the test. All other names are the student's.
"""

import ast
import builtins
import linecache
import symtable
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from ..messages import missing_name
from ..printed import OutputLimitReached
from ..report.text import safe_str, type_name
from ..report.trace import explain, kind_names, student_line

_PLACE = "<cases.yaml>"

#: As they are before any student's program can have changed them in this process.
_PYTHONS_OWN = dict(vars(builtins))


@dataclass(frozen=True)
class StudentError:
    """An exception that came out of the student's program.

    ``sentence`` explains it, with its line in front when it has one; ``kind`` is its class's name,
    ``kinds`` holds that and those of the classes above, none for what no case can expect;
    ``text`` is its own message.
    """

    sentence: str
    kind: str
    kinds: tuple[str, ...]
    text: str
    line: int | None


@dataclass(frozen=True)
class CallOutcome:
    value: object
    error: StudentError | None


def parse_call(expression: str) -> ast.Expression:
    """Raises SyntaxError, ValueError or RecursionError for what is no expression."""
    return ast.parse(expression.strip(), _PLACE, "eval")


def evaluate_call(
    expression: str, model_names: Collection[str], names: Mapping[str, object], file_name: str
) -> CallOutcome:
    """What the expression, which parses, comes to.

    ``names`` are those of the student's file; ``model_names`` the ones among Python's own that the
    model solution defines. MemoryError and OutputLimitReached are the caller's to deal with.
    """
    used = _names_from_outside(expression)
    students = [name for name in used if name in model_names or name not in _PYTHONS_OWN]
    found: dict[str, object] = {"__builtins__": _PYTHONS_OWN}
    # Without any name of the student's the first is missing: they were to write it.
    for name in students or used[:1]:
        try:
            found[name] = names[name]
        except KeyError:
            return _missing(name, names, file_name)
    try:
        return CallOutcome(eval(compile(parse_call(expression), _PLACE, "eval"), found), None)
    except (OutputLimitReached, MemoryError):
        raise
    except BaseException as error:
        return CallOutcome(None, error_of(error, file_name))


def _missing(name: str, names: Mapping[str, object], file_name: str) -> CallOutcome:
    own = [each for each in names if not each.startswith("__")]
    sentence = missing_name(name, own, "".join(linecache.getlines(file_name)))
    return CallOutcome(None, StudentError(sentence, "NameError", (), "", None))


def error_of(error: BaseException, file_name: str) -> StudentError:
    return StudentError(
        explain(error, file_name),
        type_name(error),
        tuple(kind_names(error)),
        safe_str(error),
        student_line(error, file_name),
    )


def _names_from_outside(expression: str) -> list[str]:
    """In the order in which they are written, without those that the expression binds itself."""
    nodes = list(ast.walk(parse_call(expression)))
    read: set[str] = set()
    # From Python 3.12 on, its tables don't say this of a := in a comprehension.
    bound = {node.target.id for node in nodes if isinstance(node, ast.NamedExpr)}
    tables = [symtable.symtable(expression.strip(), _PLACE, "eval")]
    while tables:
        table = tables.pop()
        tables += table.get_children()
        for symbol in table.get_symbols():
            if symbol.is_global():
                (bound if symbol.is_assigned() else read).add(symbol.get_name())
    named = [node for node in nodes if isinstance(node, ast.Name)]
    named.sort(key=lambda node: (node.lineno, node.col_offset))
    return list(dict.fromkeys(node.id for node in named if node.id in read - bound))
