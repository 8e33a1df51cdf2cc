"""Why a program prints nothing: it defines a function but does not call it, or returns a value."""

import ast

from ..common.attempt import attempted
from ..common.nodes import calls_of, is_named, of_kind, own_nodes
from ..common.program import ProgramFile
from .definitions import function_called
from .file_names import naming_file
from .source import Function, StudentSource, read_source


def explain_nothing_printed(file: ProgramFile) -> str | None:
    """For a script that should have printed something, but neither printed nor asked for input."""
    text = read_source(file.code)
    why = attempted(lambda: _wrong_guard(text) or _uncalled(text) or _without_print(text))
    return why and naming_file(why, file.of)


def explain_uncalled(file: ProgramFile) -> str | None:
    """For a script that should have done something, but neither printed nor asked for input."""
    text = read_source(file.code)
    why = attempted(lambda: _wrong_guard(text) or _uncalled(text))
    return why and naming_file(why, file.of)


def explain_nothing_printed_by(tests: str, file: ProgramFile, returned: str | None) -> str | None:
    """For an expression or statements of the tests, which call functions that should have printed.
    ``returned`` represents the value of the tests' expression, None if it has none."""
    text = read_source(file.code)

    def reason() -> str | None:
        statements = of_kind(ast.walk(ast.parse(tests)), ast.Expr)
        calls = [each.value for each in statements if isinstance(each.value, ast.Call)]
        found = [function_called(each.func, text) for each in calls]
        functions = [each for each in found if each is not None]
        not_run = next(filter(None, map(_not_run, functions)), None)
        if not_run is not None or returned is not None:
            return not_run
        return next(filter(None, map(_only_returns, functions)), None)

    why = attempted(reason)
    if why is None and returned is not None:
        return f"It returns {returned}, and what is returned is not printed."
    return why and naming_file(why, file.of)


def _not_run(function: Function) -> str | None:
    """A call of a generator or a coroutine runs none of its lines."""
    if isinstance(function.node, ast.AsyncFunctionDef):
        return (
            f"A call of `{function.name}` does not run its lines, because line {function.line} has "
            "`async def`. Write `def`."
        )
    for each in of_kind(own_nodes(function.node), ast.Yield, ast.YieldFrom):
        return (
            f"A call of `{function.name}` does not run its lines, because line {each.lineno} has "
            "`yield`. Remove that word."
        )
    return None


def _only_returns(function: Function) -> str | None:
    returns = [each for each in of_kind(own_nodes(function.node), ast.Return) if each.value]
    if len(returns) != 1 or calls_of(own_nodes(function.node), "print", "write", "pprint"):
        return None
    return (
        f"`{function.name}` returns a value in line {returns[0].lineno}, and what is returned is "
        "not printed. Write `print(…)` there."
    )


def _wrong_guard(source: StudentSource) -> str | None:
    """``if __name__ == "main":``"""
    for node in source.tree.body:
        test = node.test if isinstance(node, ast.If) else None
        if not (isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.Eq)):
            continue
        sides = [test.left, test.comparators[0]]
        if not any(is_named(each, "__name__") for each in sides):
            continue
        other = next((each.value for each in sides if isinstance(each, ast.Constant)), "__main__")
        if other != "__main__":
            return (
                f"The condition in line {test.lineno} is never true. "
                'Write `if __name__ == "__main__":`, with two underscores on each side.'
            )
    return None


def _uncalled(source: StudentSource) -> str | None:
    bare = {id(node.value) for node in source.tree.body if isinstance(node, ast.Expr)}
    used = {
        node.id
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and id(node) not in bare
    }
    functions = [
        group[-1]
        for name, group in source.functions.items()
        if name not in used and group[-1].node in source.tree.body and _does_something(group[-1])
    ]
    main = [each for each in functions if each.name == "main"] or functions
    if len(main) != 1:
        return None
    function = main[0]
    call = f"{function.name}({'…' if function.parameters else ''})"
    for node in source.tree.body:
        if isinstance(node, ast.Expr) and is_named(node.value, function.name):
            return f"Line {node.lineno} does not call `{function.name}`. Write `{call}`."
    return (
        f"Your program defines `{function.name}` in line {function.line}, but never calls it. "
        f"Write `{call}` at the end, at the left edge."
    )


def _without_print(source: StudentSource) -> str | None:
    if not source.tree.body:
        return None
    if calls_of(ast.walk(source.tree), "print", "write", "pprint", "exec", "eval"):
        return None
    return "It has no `print`. Write `print(…)` with what it should show."


def _does_something(function: Function) -> bool:
    return bool(calls_of(ast.walk(function.node), "print", "input", "open"))
