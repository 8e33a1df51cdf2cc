"""A text that shows the name of a variable where its value was meant."""

import ast
import re

from .source import StudentSource, own_nodes

_BRACES = re.compile(r"\{([^{}]{1,60})\}")


def unfilled_text(wanted: str, came: str, source: StudentSource) -> str | None:
    """Where the program makes the text, and how the value gets into it."""
    for line, text, names in _plain_texts(source):
        for braces in _BRACES.finditer(text):
            if braces[0] in came and braces[0] not in wanted and _names_in(braces[1]) <= names:
                return (
                    f"The curly brackets in line {line} were not filled in: "
                    "write an `f` before the quotes."
                )
        for name in sorted(names, key=text.find):
            shown = re.compile(rf"\b{re.escape(name)}\b")
            if len(name) < 3 or shown.search(wanted):
                continue
            if shown.search(text) and shown.search(came):
                return (
                    f"The text in line {line} has the word `{name}` in it, and not the "
                    f'value of `{name}`. Write an f-string: `f"… {{{name}}} …"`.'
                )
    return None


def _plain_texts(source: StudentSource) -> list[tuple[int, str, set[str]]]:
    """Texts that are no part of an f-string: the line of each, and the variables it could use."""
    found: list[tuple[int, str, set[str]]] = []
    top = _bound_in(source.tree)
    functions = [each.node for group in source.functions.values() for each in group]
    for scope in (source.tree, *functions):
        names = top if scope is source.tree else top | _bound_in(scope)
        nodes = list(own_nodes(scope))
        formatted = {
            id(part) for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values
        }
        used = {
            id(node.func.value)
            for node in nodes
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        }
        found += [
            (node.lineno, node.value, names)
            for node in nodes
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in formatted
            and id(node) not in used
        ]
    return found


def _bound_in(scope: ast.AST) -> set[str]:
    names = {
        node.id
        for node in own_nodes(scope)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    arguments = getattr(scope, "args", None)
    if isinstance(arguments, ast.arguments):
        names |= {each.arg for each in (*arguments.args, *arguments.kwonlyargs)}
    return names


def _names_in(expression: str) -> set[str]:
    """The variables of an expression; what is none has a name that nothing has."""
    try:
        tree = ast.parse(expression, mode="eval")
    except (SyntaxError, ValueError, RecursionError):
        return {expression}
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return names or {expression}
