"""Questions for classes of the library that a test cannot ask of the student's objects."""

import ast
from collections.abc import Iterator

from .advice_names import Names, dotted
from .advice_said import Advice

#: Classes of the library that a student's class may extend, which from a test it does not.
_NOT_SEEN = frozenset(
    (
        "argparse.Action ast.NodeTransformer ast.NodeVisitor cmd.Cmd contextlib.ContextDecorator "
        "html.parser.HTMLParser json.JSONDecoder json.JSONEncoder logging.Filter "
        "logging.Formatter logging.Handler queue.Queue random.Random string.Formatter "
        "threading.Thread threading.Timer typing.Generic"
    ).split()
)

_ASKS = frozenset(
    "isinstance issubclass assertIsInstance assertNotIsInstance assertIsSubclass".split()
)


def library_classes(function: ast.AST, names: Names) -> Iterator[Advice]:
    for node in ast.walk(function):
        if not isinstance(node, ast.Call) or len(node.args) < 2:
            continue
        asked = (dotted(node.func) or "").split(".")[-1]
        path = names.resolve(node.args[1])
        value = node.args[0].func if isinstance(node.args[0], ast.Call) else node.args[0]
        if asked in _ASKS and path in _NOT_SEEN and names.is_student(value, function):
            yield Advice(
                node.lineno,
                f"whether something of the student's file is a `{path}` cannot be asked from a"
                " test: the answer is always no. Test what it does instead.",
            )
