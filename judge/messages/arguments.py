"""A function called with too many values, too few, or the wrong ones."""

import re

from ..common.nodes import is_named
from .source import Function, StudentSource
from .trouble import Trouble, counted

_TAKES = re.compile(
    r"(?P<callee>[\w.<>]+)\(\) takes (?P<bound>from \d+ to |exactly |at most |at least |)"
    r"(?P<takes>\d+|no|one) (?:positional |keyword )?arguments? "
    r"(?:but (?P<given>\d+)|\((?P<given_here>\d+) given\))"
)
_NONE_TAKEN = re.compile(r"(?P<callee>[\w.<>]+)\(\) takes no (?:keyword )?arguments")
_LACKS = re.compile(
    r"(?P<callee>[\w.<>]+)\(\) missing \d+ required (?:positional|keyword-only) arguments?: "
    r"(?P<names>.+)"
)
_UNKNOWN = re.compile(
    r"(?P<callee>[\w.<>]+)\(\) got an unexpected keyword argument '(?P<name>\w+)'"
)
_TWICE = re.compile(r"(?P<callee>[\w.<>]+)\(\) got multiple values for argument '(?P<name>\w+)'")
_EXPECTED = re.compile(
    r"(?P<callee>\w+) expected (?P<bound>exactly |at least |at most |)(?P<takes>\d+) arguments?, "
    r"got (?P<given>\d+)"
)


def explain_arguments(trouble: Trouble) -> str | None:
    text = trouble.text
    found = _TAKES.match(text)
    if found:
        given = int(found["given"] or found["given_here"])
        return _too_many(trouble, found, given)
    found = _LACKS.match(text)
    if found:
        return _too_few(trouble, found["callee"], re.findall(r"'(\w+)'", found["names"]))
    found = _UNKNOWN.match(text) or _TWICE.match(text)
    if found:
        return _by_name(trouble, found["callee"], found["name"], twice="multiple" in text)
    found = _NONE_TAKEN.match(text)
    if found:
        return _class_without_init(trouble, found["callee"])
    found = _EXPECTED.match(text)
    if found and trouble.place is not None:
        return _of_python(found, int(found["given"]))
    return None


def find_function(callee: str, source: StudentSource) -> Function | None:
    """By the name that Python uses, such as ``Dog.bark``."""
    owner, _, name = callee.rpartition(".")
    owner = owner.rpartition(".")[2]
    for each in source.functions.get(name, []):
        if owner in ("", "<locals>") or each.class_name == owner:
            return each
    return None


def _too_many(trouble: Trouble, found: re.Match[str], given: int) -> str | None:
    function = find_function(found["callee"], trouble.source)
    if function is None:
        return _of_python(found, given) if trouble.place else None
    if (
        function.class_name
        and "self" not in function.parameters[:1]
        and _first_is_missing(function)
    ):
        rest = ", ".join(["self", *function.parameters])
        return (
            f"The method `{function.name}` in line {function.line} has no `self`. "
            f"Write `def {function.name}({rest}):` there."
        )
    given -= 1 if function.is_method else 0
    accepted = function.given_parameters
    return (
        f"{_caller(trouble)} {counted(given, 'value')} to `{_shown_name(function)}`, but it takes "
        f"{counted(len(accepted), 'value')}. {_change(trouble, function, given)}"
    )


def _too_few(trouble: Trouble, callee: str, names: list[str]) -> str | None:
    function = find_function(callee, trouble.source)
    named = " and ".join(f"`{each}`" for each in names)
    if function is None and trouble.place is None:
        return None
    if function is None:
        name = callee.rpartition(".")[2]
        return f"`{name}` needs a value for {named}. Write it between the brackets."
    if function.class_name and names and names[0] == function.parameters[0]:
        return (
            f"`{function.name}` is a method, but it was called without an object. "
            f"Make one first: `{function.class_name}(…).{function.name}(…)`. "
            f"Inside the class, write `self.{function.name}(…)`."
        )
    if trouble.place is None:
        return _unwanted(function, names, named)
    return (
        f"`{_shown_name(function)}` needs a value for {named} (see line {function.line}). "
        f"Write it between the brackets of `{_shown_name(function)}(…)`."
    )


def _unwanted(function: Function, names: list[str], named: str) -> str:
    """For parameters that the tests give no value."""
    shown = _shown_name(function)
    if len(names) == len(function.given_parameters):
        return (
            f"The tests call `{shown}()` without values, but line {function.line} asks for "
            f"{named}. Remove {named} from the brackets."
        )
    default = f", or give it a default value: `{names[0]}=…`" if len(names) == 1 else ""
    return (
        f"The tests call `{shown}(…)` without a value for {named}, which line {function.line} "
        f"asks for. Remove {named} from the brackets{default}."
    )


def _by_name(trouble: Trouble, callee: str, name: str, *, twice: bool) -> str | None:
    function = find_function(callee, trouble.source)
    if function is None and trouble.place is None:
        return None
    shown = _shown_name(function) if function else callee.rpartition(".")[2]
    if twice:
        return f"`{shown}` gets a value for `{name}` twice here. Give it only one."
    if function is None:
        return f"`{shown}` has no parameter `{name}`. Look up the names of its parameters."
    own = ", ".join(f"`{each}`" for each in function.given_parameters) or "none"
    return (
        f"`{shown}` in line {function.line} has no parameter `{name}`; it has {own}. "
        "Use the same name in both places."
    )


def _class_without_init(trouble: Trouble, callee: str) -> str | None:
    node = trouble.source.classes.get(callee)
    if node is None:
        return None
    near = [
        each.name
        for each in trouble.source.all_functions
        if each.class_name == callee and re.fullmatch(r"_*i?n?i?t_*", each.name, re.IGNORECASE)
    ]
    instead = f" It has `{near[0]}`, which needs two underscores on each side." if near else ""
    return (
        f"`{callee}(…)` gets values here, but the class in line {node.lineno} has no "
        f"`__init__` that takes them.{instead} Write `def __init__(self, …):` there."
    )


def _of_python(found: re.Match[str], given: int) -> str:
    """For a function of Python."""
    name, number = found["callee"].rpartition(".")[2], found["takes"]
    expected = {"no": 0, "one": 1}.get(number, int(number) if number.isdigit() else 0)
    if name == "append" and given > 1:
        return "`append` adds one value, but gets more here. Call it once for each value."
    if name in ("max", "min", "sum") and given == 0:
        return f"`{name}` gets no values here. Write a list between its brackets."
    if name == "input":
        return (
            f"`input` takes one text, but gets {given} values here. "
            "Join them with `+` or an f-string."
        )
    bound = "at most " if found["bound"].startswith("from") else found["bound"]
    step = "Remove the extra ones." if given > expected else "Add the missing ones."
    takes = f"takes {bound}{counted(expected, 'value')}"
    return f"`{name}` {takes}, but gets {given or 'none'} here. {step}"


def _first_is_missing(function: Function) -> bool:
    decorators = function.node.decorator_list
    return function.is_method and not any(is_named(each, "classmethod") for each in decorators)


def _caller(trouble: Trouble) -> str:
    return "This call passes" if trouble.place else "The tests pass"


def _shown_name(function: Function) -> str:
    if function.name == "__init__" and function.class_name:
        return function.class_name
    return function.name


def _change(trouble: Trouble, function: Function, given: int) -> str:
    if trouble.place is not None:
        return f"Compare with line {function.line}, where `{function.name}` is defined."
    if not function.given_parameters:
        example = "name" if given == 1 else "…"
        first = "self, " if function.is_method else ""
        return (
            f"Add parameters in line {function.line}, "
            f"such as `def {function.name}({first}{example}):`."
        )
    return f"Change the parameters of `{function.name}` in line {function.line}."
