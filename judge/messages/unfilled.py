"""A text that contains the name of a variable instead of its value."""

import ast
import re

from ..common.nodes import expression_of, of_kind, own_nodes, stored_names
from .source import StudentSource

_BRACES = re.compile(r"\{([^{}]{1,60})\}")


def unfilled_text(want: str, got: str, source: StudentSource) -> str | None:
    """The line that makes the text, and how to put the value into it."""
    for line, text, names in _plain_texts(source):
        for braces in _BRACES.finditer(text):
            if braces[0] in got and braces[0] not in want and _names_in(braces[1]) <= names:
                return (
                    f"The curly brackets in line {line} were not filled in: "
                    "write an `f` before the quotes."
                )
        for name in sorted(names, key=text.find):
            shown = re.compile(rf"\b{re.escape(name)}\b")
            if len(name) < 3 or shown.search(want):
                continue
            if shown.search(text) and shown.search(got):
                return (
                    f"The text in line {line} contains the word `{name}`, not the "
                    f'value of `{name}`. Write an f-string: `f"… {{{name}}} …"`.'
                )
    return None


def _plain_texts(source: StudentSource) -> list[tuple[int, str, set[str]]]:
    """Texts outside f-strings: the line of each, and the variables that it could use."""
    found: list[tuple[int, str, set[str]]] = []
    top = _bound_in(source.tree)
    for scope in (source.tree, *(each.node for each in source.all_functions)):
        names = top if scope is source.tree else top | _bound_in(scope)
        nodes = list(own_nodes(scope))
        used = {id(part) for node in of_kind(nodes, ast.JoinedStr) for part in node.values}
        used |= {
            id(node.func.value)
            for node in of_kind(nodes, ast.Call)
            if isinstance(node.func, ast.Attribute)
        }
        found += [
            (node.lineno, node.value, names)
            for node in of_kind(nodes, ast.Constant)
            if isinstance(node.value, str) and id(node) not in used
        ]
    return found


def _bound_in(scope: ast.AST) -> set[str]:
    names = stored_names(own_nodes(scope))
    arguments = getattr(scope, "args", None)
    if isinstance(arguments, ast.arguments):
        names |= {each.arg for each in (*arguments.args, *arguments.kwonlyargs)}
    return names


def _names_in(expression: str) -> set[str]:
    """The variables of an expression; if it has none, its own text, which no variable is named."""
    tree = expression_of(expression) or ast.Pass()
    return {node.id for node in of_kind(ast.walk(tree), ast.Name)} or {expression}
