"""Evaluates the expression of a case with the names of the student's file and the built-in ones.

A built-in name means the student's object if the model solution defines it: a task may ask for a
``sum``. Otherwise it is Python's, whatever the student's file defines, because the expression is
part of the test. All other names are the student's.
"""

import ast
import builtins
import symtable
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from ..common.printed import OutputLimitReached
from ..common.program import Program, Spot
from ..common.text import safe_str, type_name
from ..messages import missing_name
from ..program.trace import explain, kind_names, student_spot
from ..test_files.missing import missing_attribute
from .terminal import Entry
from .written_files import Written

PLACE = "<cases.yaml>"

#: Copied before a student's program can change them in this process.
PYTHONS_OWN = dict(vars(builtins))


@dataclass(frozen=True)
class StudentError:
    """An exception that the student's program raised.

    ``sentence`` explains it, and starts with its line if that is known. ``kind`` is the name of its
    class; ``kinds`` has that and the names of its base classes, or is empty if no case can expect
    the exception. ``text`` is its message.
    """

    sentence: str
    kind: str
    kinds: tuple[str, ...]
    text: str
    spot: Spot | None


@dataclass(frozen=True)
class CallOutcome:
    """``transcript`` is what a terminal showed, None without one (call_console.py); ``written`` are
    the files that the case asks for."""

    value: object
    error: StudentError | None
    transcript: Sequence[Entry] | None = None
    asked_too_often: bool = False
    written: Written = field(default_factory=Written)


def parse_call(expression: str) -> ast.Expression:
    """Raises SyntaxError, ValueError or RecursionError if it is not an expression."""
    return ast.parse(expression.strip(), PLACE, "eval")


def evaluate_call(
    expression: str, model_names: Collection[str], names: Mapping[str, object], program: Program
) -> CallOutcome:
    """The value of an expression that parses, or the error.

    ``names`` are those of the student's file; ``model_names`` are the built-in names that the model
    solution defines. Callers handle MemoryError and OutputLimitReached.
    """
    used = _names_from_outside(expression)
    students = [name for name in used if name in model_names or name not in PYTHONS_OWN]
    found: dict[str, object] = {"__builtins__": PYTHONS_OWN}
    # If no name is the student's, the first one is missing: the student should have defined it.
    for name in students or used[:1]:
        try:
            found[name] = names[name]
        except KeyError:
            return missing(name, parse_call(expression), names, program)
    try:
        return CallOutcome(eval(compile(parse_call(expression), PLACE, "eval"), found), None)
    except (OutputLimitReached, MemoryError):
        raise
    except BaseException as error:
        return CallOutcome(None, error_of(error, program))


def missing(name: str, uses: ast.AST, names: Mapping[str, object], program: Program) -> CallOutcome:
    """The error that the student's file does not define a name, which ``uses`` has."""
    own = [each for each in names if not each.startswith("__")]
    main, *others = program.files
    sentence = missing_name(name, own, main, uses, others)
    return CallOutcome(None, StudentError(sentence, "NameError", (), "", None))


def error_of(error: BaseException, program: Program) -> StudentError:
    missing = missing_attribute(error, program) if program.has_several else None
    return StudentError(
        missing or explain(error, program),
        type_name(error),
        tuple(kind_names(error)),
        safe_str(error),
        student_spot(error, program),
    )


def _names_from_outside(expression: str) -> list[str]:
    """In the order of the source, without those that the expression binds itself."""
    nodes = list(ast.walk(parse_call(expression)))
    read: set[str] = set()
    # From Python 3.12 on, the symbol tables don't show this for := in a comprehension.
    bound = {node.target.id for node in nodes if isinstance(node, ast.NamedExpr)}
    tables = [symtable.symtable(expression.strip(), PLACE, "eval")]
    while tables:
        table = tables.pop()
        tables += table.get_children()
        for symbol in table.get_symbols():
            if symbol.is_global():
                (bound if symbol.is_assigned() else read).add(symbol.get_name())
    named = [node for node in nodes if isinstance(node, ast.Name)]
    named.sort(key=lambda node: (node.lineno, node.col_offset))
    return list(dict.fromkeys(node.id for node in named if node.id in read - bound))
