"""Checks for library classes that do not work on the student's objects."""

import ast
from collections.abc import Iterator

from ..common.nodes import of_kind
from .advice_names import Names, dotted
from .advice_sentence import Advice

#: Library classes that a student's class can extend, which a test does not see.
_NOT_SEEN = frozenset(
    (
        "argparse.Action ast.NodeTransformer ast.NodeVisitor cmd.Cmd contextlib.ContextDecorator "
        "html.parser.HTMLParser json.JSONDecoder json.JSONEncoder logging.Filter "
        "logging.Formatter logging.Handler queue.Queue random.Random string.Formatter "
        "threading.Thread threading.Timer typing.Generic"
    ).split()
)

_CHECKS = frozenset(
    "isinstance issubclass assertIsInstance assertNotIsInstance assertIsSubclass".split()
)


def library_classes(function: ast.AST, names: Names) -> Iterator[Advice]:
    for node in of_kind(ast.walk(function), ast.Call):
        if len(node.args) < 2:
            continue
        called = (dotted(node.func) or "").split(".")[-1]
        path = names.resolve(node.args[1])
        value = node.args[0].func if isinstance(node.args[0], ast.Call) else node.args[0]
        if called in _CHECKS and path in _NOT_SEEN and names.is_student(value, function):
            yield Advice(
                node.lineno,
                f"a test cannot check whether an object or a class of the student's file is a"
                f" `{path}`: the result is always false. Test what it does instead.",
            )
