"""Mirrors of subclasses of plain types: they are of that type here, and compared as such."""

from collections import OrderedDict, deque
from collections.abc import Callable
from typing import Any, cast

from ..border.channel import Garbled
from ..border.containers import MUTABLE_TYPES
from ..border.operators import ALL, ARITHMETIC, BINARY, UNIVERSAL
from .description import Description
from .proxy_base import Remote, RemoteMethod, link_of
from .special_methods import special_method


def names_of_plain(plain: type, description: Description) -> dict[str, Any]:
    """A subclass of a plain type behaves as that type here. What the student's class overrides is
    called there only if the record has it. Mutable values are in the student's process, are changed
    there, and are fetched before each use."""
    mutable = plain in MUTABLE_TYPES
    names: dict[str, Any] = {name: getattr(plain, name) for name in UNIVERSAL}
    for name in {*dir(plain), *description.operators}:
        own = getattr(plain, name) if any(name in vars(each) for each in plain.__mro__) else None
        different = name in description.methods or name in description.operators
        if not callable(own) and not different or not _is_forwardable(name):
            continue
        if mutable and name in _MUTATORS:
            names[name] = _changed_there(name)
        elif different:
            names[name] = _called_there_if_recorded(name, own, mutable)
        elif mutable and own is not None:
            names[name] = _fetched_first(own)
    # A copy made here would refer to the same object there.
    names |= {name: special_method(name) for name in ("__copy__", "__deepcopy__")}
    return names


_MUTATORS = frozenset(
    (
        "append extend insert remove pop clear sort reverse update setdefault popitem add discard "
        "difference_update intersection_update symmetric_difference_update appendleft extendleft "
        "popleft rotate subtract move_to_end __setitem__ __delitem__"
    ).split()
) | {name for name in ARITHMETIC if name.startswith("__i")}

_NOT_FORWARDED = frozenset({"__hash__"})


def _is_forwardable(name: str) -> bool:
    """The judge itself makes, hashes and copies objects."""
    if not name.startswith("_") or name == "__call__":
        return True
    return name in ALL and name not in _NOT_FORWARDED


def _changed_there(name: str) -> Callable[..., Any]:
    def method(self: Any, *args: Any, **keywords: Any) -> Any:
        value = _call_there(self, name, args, keywords)
        _fetch(self)
        return self if value is self else value

    return method


def _fetched_first(own: Callable[..., Any]) -> Callable[..., Any]:
    def method(self: Any, *args: Any, **keywords: Any) -> Any:
        _fetch(self)
        return own(self, *args, **keywords)

    return method


def _called_there_if_recorded(
    name: str, own: Callable[..., Any] | None, mutable: bool
) -> Callable[..., Any]:
    """The student's method if the record has it, else the plain type's."""

    def method(self: Any, *args: Any, **keywords: Any) -> Any:
        link = link_of(self)
        other = bool(args) and issubclass(type(args[0]), Remote)
        if name in BINARY:
            by_student = link.is_decided_by_student(name, "student" if other else "plain")
            by_student = by_student and (other or link.maker is not None)
        else:
            use = f"op:{name}:own" if name.startswith("__") else f"attr:{name}"
            by_student = link.session.uses.permits(use)
        if by_student or own is None and name not in BINARY:
            return _call_there(self, name, args, keywords)
        if mutable:
            _fetch(self)
        return NotImplemented if own is None else own(self, *args, **keywords)

    return method


def _call_there(proxy: Any, name: str, args: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    if name in BINARY:
        return link_of(proxy).session.request("operate", name, proxy, args)
    if name.startswith("__"):
        return special_method(name)(proxy, *args, **keywords)
    return RemoteMethod(proxy, name)(*args, **keywords)


def parts_of(base: Any) -> tuple[Any, ...]:
    """The arguments that rebuild a value of the datetime module; other values are their own."""
    return base.__reduce__()[1] if type(base).__module__ == "datetime" else (base,)


def refill(made: Any, base: Any) -> None:
    """Updates the judge's copy of a mutable value."""
    plain: Any = getattr(type(made), "_touchstone_plain", None)
    if plain not in MUTABLE_TYPES:
        return
    if not isinstance(base, plain):
        raise Garbled("a value of another type")
    if plain in (list, bytearray):
        plain.__setitem__(made, slice(None), base)
    elif plain is deque or plain is set:
        plain.clear(made)
        (deque.extend if plain is deque else set.update)(made, base)
    else:
        kind = OrderedDict if plain is OrderedDict else dict
        kind.clear(made)
        kind.update(made, cast(Any, base))


def _fetch(proxy: Any) -> None:
    refill(proxy, link_of(proxy).session.request("base", proxy))
