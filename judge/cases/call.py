"""Evaluates the expression of a case over the names of the student's file."""

import ast
import builtins
import linecache
from collections.abc import Mapping
from dataclasses import dataclass

from ..messages import missing_name
from ..printed import OutputLimitReached
from ..report.text import safe_str, type_name
from ..report.trace import explain, kind_names, student_line

_PLACE = "<cases.yaml>"


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


def evaluate_call(expression: str, names: Mapping[str, object], file_name: str) -> CallOutcome:
    """What the expression, which parses, comes to, with Python's built-in names behind the given.

    MemoryError and OutputLimitReached are the caller's to deal with.
    """
    tree = parse_call(expression)
    missing = _missing_name(tree, names)
    if missing is not None:
        own = [name for name in names if not name.startswith("__")]
        sentence = missing_name(missing, own, "".join(linecache.getlines(file_name)))
        return CallOutcome(None, StudentError(sentence, "NameError", (), "", None))
    try:
        return CallOutcome(eval(compile(tree, _PLACE, "eval"), dict(names)), None)
    except (OutputLimitReached, MemoryError):
        raise
    except BaseException as error:
        return CallOutcome(None, error_of(error, file_name))


def error_of(error: BaseException, file_name: str) -> StudentError:
    return StudentError(
        explain(error, file_name),
        type_name(error),
        tuple(kind_names(error)),
        safe_str(error),
        student_line(error, file_name),
    )


def _missing_name(tree: ast.Expression, names: Mapping[str, object]) -> str | None:
    """A name that nobody defines; or the first of them all when none is the student's, who was to
    write a ``max`` of their own, say."""
    used = _free_names(tree)
    for name in used:
        if name not in names and not hasattr(builtins, name):
            return name
    return None if any(name in names for name in used) else next(iter(used), None)


def _free_names(tree: ast.Expression) -> list[str]:
    """In the order in which they are written, without those that the expression binds itself."""
    named = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    named.sort(key=lambda node: (node.lineno, node.col_offset))
    bound = {node.id for node in named if isinstance(node.ctx, ast.Store)}
    bound |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    return [node.id for node in named if node.id not in bound]
