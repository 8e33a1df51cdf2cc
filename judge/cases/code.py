"""Runs the statements of a case. The value of a last line that is an expression is their value.

Names are the student's or Python's by the rule of call.py; names that the code itself binds are its
own, once they are bound.
"""

import ast
import builtins
import symtable
from collections.abc import Collection, Mapping

from ..common.printed import OutputLimitReached
from ..common.program import Program
from .call import PLACE, PYTHONS_OWN, CallOutcome, error_of, missing


def parse_code(code: str) -> ast.Module:
    """Raises SyntaxError, ValueError or RecursionError if it is not Python."""
    return ast.parse(code, PLACE)


def last_expression(code: str) -> str | None:
    """The source of the last line's expression, None if that is a statement."""
    last = parse_code(code).body[-1:]
    if not last or not isinstance(last[0], ast.Expr):
        return None
    return ast.get_source_segment(code, last[0].value)


def run_code(
    code: str, model_names: Collection[str], names: Mapping[str, object], program: Program
) -> CallOutcome:
    """The value of code that parses, None if its last line is a statement; or the error. Otherwise
    like evaluate_call()."""
    found: dict[str, object] = {"__builtins__": {**PYTHONS_OWN, "input": builtins.input}}
    tree = parse_code(code)
    used, bound = _names_of(code, tree)
    for name in used:
        if name in PYTHONS_OWN and name not in model_names:
            continue
        try:
            found[name] = names[name]
        except KeyError:
            # Without this, the code would use Python's own until it binds the name.
            if name not in bound or name in PYTHONS_OWN:
                return missing(name, tree, names, program)
    last = tree.body[-1] if tree.body else None
    value = last.value if isinstance(last, ast.Expr) else None
    if value is not None:
        tree.body.pop()
    try:
        exec(compile(tree, PLACE, "exec"), found)
        if value is None:
            return CallOutcome(None, None)
        return CallOutcome(eval(compile(ast.Expression(value), PLACE, "eval"), found), None)
    except (OutputLimitReached, MemoryError):
        raise
    except BaseException as error:
        return CallOutcome(None, error_of(error, program))


def _names_of(code: str, tree: ast.Module) -> tuple[list[str], set[str]]:
    """The names that the code looks up as global ones, in order; and those that it binds."""
    top = symtable.symtable(code, PLACE, "exec")
    bound = {each.get_name() for each in top.get_symbols() if _is_bound(each)}
    looked_up = {each.get_name() for each in top.get_symbols() if each.is_referenced()}
    tables = top.get_children()
    while tables:
        table = tables.pop()
        tables += table.get_children()
        for symbol in table.get_symbols():
            if symbol.is_global():
                (bound if symbol.is_assigned() else looked_up).add(symbol.get_name())
    named = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    named.sort(key=lambda node: (node.lineno, node.col_offset))
    return list(dict.fromkeys(node.id for node in named if node.id in looked_up)), bound


def _is_bound(symbol: symtable.Symbol) -> bool:
    return symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace()
