"""Assertions that can't fail, as far as the text shows."""

import ast
from collections.abc import Iterator

from ..common.nodes import functions_of, of_kind, own_nodes
from .advice_names import Names, dotted
from .advice_sentence import Advice

_Sentence = tuple[int, str]

_CONTEXTS = {"assertRaises": 1, "assertWarns": 1, "assertRaisesRegex": 2, "assertWarnsRegex": 2}
_SAME = {
    *("assertEqual", "assertEquals", "assertIs", "assertAlmostEqual", "assertMultiLineEqual"),
    *("assertListEqual", "assertTupleEqual", "assertSetEqual", "assertDictEqual"),
    *("assertSequenceEqual", "assertCountEqual", "assertLessEqual", "assertGreaterEqual"),
}
_CATCH_ALL = {"Exception", "BaseException", "AssertionError", "self.failureException"}


def vacuous_assertions(tree: ast.Module, names: Names) -> Iterator[Advice]:
    for function in functions_of(ast.walk(tree)):
        nodes = list(own_nodes(function))
        expecting = _expecting_lines(nodes)
        for node in nodes:
            sentences = [
                *_of_assert(node),
                *_of_statement(node, expecting),
                *_of_call(node, names),
                *_of_try(node, nodes),
                *_of_suppress(node, names),
            ]
            for line, message in sentences:
                yield Advice(line, message, covers=(line, line))


def _of_assert(node: ast.AST) -> Iterator[_Sentence]:
    if not isinstance(node, ast.Assert):
        return
    if isinstance(node.test, ast.Tuple) and node.test.elts:
        yield (
            node.lineno,
            "this assertion is always true: `assert (…, …)` tests a tuple; remove the parentheses.",
        )
    elif _is_constant_true(node.test):
        yield (node.lineno, f"`assert {_text(node.test)}` is always true.")


def _is_constant_true(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return bool(node.value)
    if isinstance(node, ast.Tuple | ast.List | ast.Set | ast.Dict):
        return bool(node.keys if isinstance(node, ast.Dict) else node.elts)
    return isinstance(node, ast.Lambda | ast.GeneratorExp)


def _of_statement(node: ast.AST, expecting: set[int]) -> Iterator[_Sentence]:
    if not isinstance(node, ast.Expr) or node.lineno in expecting:
        return
    value = node.value
    if isinstance(value, ast.Compare):
        yield (
            node.lineno,
            f"`{_text(value)}` compares, but nothing uses the result; write assert before it.",
        )
    elif isinstance(value, ast.Attribute) and value.attr.startswith("assert"):
        yield (node.lineno, f"`{_text(value)}` is not called, so it asserts nothing.")
    elif isinstance(value, ast.Lambda) and _asserts(value):
        yield (node.lineno, "nothing calls this lambda, so the assertion in it is never reached.")
    elif isinstance(value, ast.GeneratorExp) and _asserts(value):
        yield (
            node.lineno,
            "nothing iterates over this generator, so the assertion in it is never reached; write a"
            " for loop.",
        )
    elif isinstance(value, ast.Call):
        heads = _CONTEXTS.get(_method(value))
        if heads is not None and len(value.args) <= heads and not _names_callable(value):
            yield (
                node.lineno,
                f"`{_text(value)}` tests nothing: it has no function to call and is not in a"
                f" `with` statement; write `with {_text(value)}:` and the call below it.",
            )


def _names_callable(call: ast.Call) -> bool:
    return any(each.arg in ("callable", None) for each in call.keywords)


def _of_call(node: ast.AST, names: Names) -> Iterator[_Sentence]:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return
    name = _method(node)
    if name == "assertTrue" and node.args and _is_constant_true(node.args[0]):
        yield (
            node.lineno,
            f"`assertTrue({_text(node.args[0])}…)` always passes; test an expression of the"
            " student's program.",
        )
    if name in _SAME and len(node.args) >= 2 and _is_same(node.args[0], node.args[1], names):
        yield (
            node.lineno,
            f"both sides of {name} are `{_text(node.args[0])}`, so a wrong answer passes if it is"
            " the same twice; write the expected value on one side.",
        )


def _is_same(first: ast.expr, second: ast.expr, names: Names) -> bool:
    """Whether both are the same, except expressions that can differ from themselves: two new
    objects, a property."""
    calls = of_kind(ast.walk(first), ast.Call)
    makes_objects = any(
        _method(call)[:1].isupper() or names.resolve(call.func) is None for call in calls
    )
    is_property = isinstance(first, ast.Attribute)
    return ast.dump(first) == ast.dump(second) and not makes_objects and not is_property


def _of_try(node: ast.AST, nodes: list[ast.AST]) -> Iterator[_Sentence]:
    if not isinstance(node, ast.Try):
        return
    inside = [part for each in node.body for part in ast.walk(each)]
    asserting = [part for part in inside if _is_assertion(part)]
    for handler in node.handlers:
        parts = [part for each in handler.body for part in ast.walk(each)]
        reacts = any(isinstance(each, ast.Raise) or _is_assertion(each) for each in parts)
        reacts = reacts or any(isinstance(each, ast.Name) for each in parts)
        kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        catches = any(kind is None or dotted(kind) in _CATCH_ALL for kind in kinds)
        if asserting and catches and not reacts:
            yield (
                handler.lineno,
                "this `except` swallows the assertions in the `try` above, so they can't fail;"
                " remove it, or name the expected exception.",
            )
    handled = [part for each in node.handlers for one in each.body for part in ast.walk(one)]
    if asserting or node.orelse or not any(_is_assertion(part) for part in handled):
        return
    within = {id(part) for part in ast.walk(node)}
    if any(_is_assertion(part) and id(part) not in within for part in nodes):
        return
    yield (
        node.lineno,
        "all assertions are in `except`, so a program that raises no exception passes; write"
        " `with self.assertRaises(…):` instead.",
    )


def _of_suppress(node: ast.AST, names: Names) -> Iterator[_Sentence]:
    if not isinstance(node, ast.With):
        return
    for call in of_kind([item.context_expr for item in node.items], ast.Call):
        if names.resolve(call.func) != "contextlib.suppress":
            continue
        if any(dotted(each) in _CATCH_ALL for each in call.args) and _asserts(node):
            yield (
                node.lineno,
                f"`{_text(call)}` swallows the assertions inside it, so they can't fail.",
            )


def _expecting_lines(nodes: list[ast.AST]) -> set[int]:
    """Lines inside ``with self.assertRaises(…):`` and ``try``, where a comparison may raise."""
    return {
        line
        for node in of_kind(nodes, ast.With, ast.AsyncWith, ast.Try)
        for line in range(node.body[0].lineno, (node.body[-1].end_lineno or 0) + 1)
    }


def _asserts(node: ast.AST) -> bool:
    return any(_is_assertion(part) for part in ast.walk(node))


def _is_assertion(node: ast.AST) -> bool:
    if isinstance(node, ast.Assert):
        return True
    return isinstance(node, ast.Call) and _method(node).startswith(("assert", "fail"))


def _method(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else (dotted(call.func) or "")


def _text(node: ast.expr) -> str:
    text = ast.unparse(node)
    return text if len(text) <= 60 else f"{text[:59]}…"
