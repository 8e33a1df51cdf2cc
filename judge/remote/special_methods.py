"""The special methods of proxies, which forward calls within these rules.

Plain values that are returned are the judge's own copies. Only on objects could student code decide
a comparison. So:

- calls, indexing and operators with one operand are forwarded;
- an object never equals a plain value, has no order with one, and the judge itself searches it for
  one; except if the test made the object by calling a class, and the record has the operator for a
  class that was reached in the same way;
- two objects are compared by the student's code if the record has that, else by identity;
- arithmetic is forwarded if the record has it.
"""

from collections.abc import Callable, Iterator
from typing import Any

from ..border.faults import BorderFault
from ..border.operators import ARITHMETIC, EQUALITY, ORDER, UNIVERSAL
from .proxy_base import Remote, is_remote, link_of, naming, unlike_the_model_solution

_EXACT: dict[str, type] = {
    **{f"__{kind.__name__}__": kind for kind in (str, int, float, complex, bytes)},
    **dict.fromkeys(("__repr__", "__format__"), str),
    **dict.fromkeys(("__len__", "__hash__", "__index__"), int),
}


def unary(name: str) -> Callable[..., Any]:
    """A special method with one operand: forwarded."""
    exact = _EXACT.get(name)

    def method(self: Any, *args: Any) -> Any:
        session = link_of(self).session
        session.uses.note(f"op:{name}:own")
        value = session.request("operate", name, self, args)
        if exact is not None and type(value) is not exact and isinstance(value, exact):
            return exact.__new__(exact, value)
        return value

    method.__name__ = name
    return method


def _exit(self: Any, _kind: Any, error: BaseException | None, _traceback: Any) -> bool:
    """The program cannot suppress a failed assertion."""
    if isinstance(error, BorderFault):
        return False
    suppresses = link_of(self).session.request("operate", "__exit__", self, (error,))
    return bool(suppresses) and not isinstance(error, AssertionError)


async def _aexit(self: Any, _kind: Any, error: BaseException | None, _traceback: Any) -> bool:
    if isinstance(error, BorderFault):
        return False
    suppresses = await link_of(self).session.request("operate", "__aexit__", self, (error,))
    return bool(suppresses) and not isinstance(error, AssertionError)


def _await(self: Any) -> Iterator[Any]:
    """Runs to its end in the student's process."""
    return link_of(self).session.request("run", self)
    yield  # makes this a generator


def binary(name: str) -> Callable[..., Any]:
    """A special method with two operands: forwarded within the rules."""
    equality, order = name in EQUALITY, name in ORDER

    def method(self: Any, other: Any, *more: Any) -> Any:
        link = link_of(self)
        session = link.session
        partner = "student" if is_remote(other) else "plain"
        if link.is_decided_by_student(name, partner):
            operation = "method" if partner == "plain" and name in _MAY_DECLINE else "operate"
            return session.request(operation, name, self, (other, *more))
        if equality:
            # A plain value, or a mock.ANY, decides itself: no plain value is equal to an object.
            # Two proxies are equal if they are the same one, as a plain value would be.
            return (self is other) is (name == "__eq__") if partner == "student" else NotImplemented
        what = "compares" if order else "calculates with"
        raise session.refuse(f"The test {what} {naming(self)}; {unlike_the_model_solution}")

    method.__name__ = name
    return method


def _contains(self: Any, value: Any) -> bool:
    link = link_of(self)
    partner = "student" if is_remote(value) else "plain"
    if link.is_decided_by_student("__contains__", partner) and link.maker is not None:
        return bool(link.session.request("operate", "__contains__", self, (value,)))
    return any(each is value or each == value for each in self)


def _call(self: Any, *args: Any, **keywords: Any) -> Any:
    return link_of(self).session.call(self, args, keywords)


_KNOWN: dict[str, Callable[..., Any]] = {
    "__exit__": _exit,
    "__aexit__": _aexit,
    "__await__": _await,
    "__contains__": _contains,
    "__call__": _call,
}

#: Operators that can return NotImplemented. Python then tries the other operand, here as there.
_MAY_DECLINE = frozenset({*EQUALITY, *ORDER}) | {
    name for name in ARITHMETIC if not name.startswith(("__r", "__i")) or name == "__rshift__"
}


def special_method(name: str) -> Callable[..., Any]:
    """A proxy's method for one of border/operators.py, or for a call."""
    known = _KNOWN.get(name)
    if known is not None:
        return known
    return binary(name) if name in EQUALITY or name in ORDER or name in ARITHMETIC else unary(name)


for _name in (*UNIVERSAL, "__copy__", "__deepcopy__"):
    setattr(Remote, _name, special_method(_name))
