"""Trivial programs to grade with the tests: none of them should pass."""

import ast

_MAX_FUNCTIONS = 40
#: What each function returns, as Python and in a teacher's words.
_ANSWERS = {
    "0": "0",
    "1": "1",
    "True": "True",
    "False": "False",
    "None": "None",
    "''": "an empty text",
    "[]": "an empty list",
    "arguments[0] if arguments else None": "its first argument",
}


def trivial_programs(solution: str) -> list[dict[str, str]]:
    """Programs with the functions of the model solution, each of which always returns the same.

    Empty if the solution has no functions, or has classes as well.
    """
    try:
        tree = ast.parse(solution)
    except (SyntaxError, ValueError, RecursionError):
        return []
    if any(isinstance(node, ast.ClassDef | ast.AsyncFunctionDef) for node in tree.body):
        return []
    names = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    if not names or len(names) > _MAX_FUNCTIONS:
        return []
    return [
        {"answer": words, "code": "".join(_function(name, answer) for name in names)}
        for answer, words in _ANSWERS.items()
    ]


def _function(name: str, answer: str) -> str:
    return f"def {name}(*arguments, **named):\n    return {answer}\n\n\n"
