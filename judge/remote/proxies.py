"""Proxies by number. Reads and writes the student's objects on the channel (student/objects.py)."""

from typing import Any

from ..border.channel import Garbled
from ..border.decoder import Decoder
from .conversation import Conversation
from .description import Description, described
from .introspection_results import rebuilt_library_object
from .mirrors import RemoteType, make_instance, make_mirror
from .plain_mirrors import refill
from .proxy_base import Link, Remote, RemoteMethod, link_of
from .standard_proxies import (
    RemoteAsyncGenerator,
    RemoteBoundMethod,
    RemoteBuiltin,
    RemoteCoroutine,
    RemoteFunction,
    RemoteGenerator,
    RemoteModule,
)
from .student_module import StudentModule

_MAX_PROXIES = 200_000

_KINDS: dict[str, type[Remote]] = {
    "function": RemoteFunction,
    "method": RemoteBoundMethod,
    "builtin": RemoteBuiltin,
    "generator": RemoteGenerator,
    "coroutine": RemoteCoroutine,
    "async_generator": RemoteAsyncGenerator,
    "module": RemoteModule,
}


class Proxies:
    """The same student's object always has the same proxy."""

    def __init__(self, session: Conversation) -> None:
        self._session = session
        self._known: dict[int, Any] = {}
        self._describing = 0
        #: Numbers of objects that were rebuilt here (introspection_results.py), by id().
        self._rebuilt: dict[int, int] = {}

    def write(self, value: Any) -> list[Any] | None:
        """None for a value that is not a proxy."""
        kind = type(value)
        if kind is RemoteMethod:
            return ["M", link_of(value.owner).number, value.name]
        if issubclass(kind, (Remote, RemoteType, StudentModule)):
            return ["h", link_of(value).number]
        number = self._rebuilt.get(id(value))
        return None if number is None else ["h", number]

    def read(self, decoder: Decoder, node: list[Any], depth: int) -> Any:
        tag, length = node[0], len(node)
        if tag == "h" and length == 4:
            return self._arrived_object(self._instance(node, decoder, depth))
        if tag == "H" and length == 6:
            return self._arrived(self._simple(node))
        if tag == "K" and length in (2, 3):
            return self._arrived(self._class(node, decoder, depth))
        if tag == "L" and length == 3:
            return self._synced(node, decoder, depth)
        if tag == "F" and length > 2:
            return self._library_object(node, decoder, depth)
        if tag == "x" and length == 2:
            return self._session.exception(node[1], decoder)
        if tag == "j" and length == 2:
            return self._session.test_object(node[1])
        raise Garbled("an unknown tag")

    def _arrived_object(self, proxy: Any) -> Any:
        session = self._session
        if not session.uses.permits_all_ways("object:", session.ways()):
            link_of(proxy).astray = True
        return proxy

    def _arrived(self, proxy: Any) -> Any:
        """Notes the way by which the test got a function or a class."""
        if not self._describing and issubclass(type(proxy), (Remote, RemoteType)):
            link_of(proxy).ways.update(self._session.ways())
        return proxy

    def exception(
        self, kind: type[BaseException], args: list[Any], number: int, text: str
    ) -> BaseException | None:
        """The proxy of an exception whose class is the student's; None for all others."""
        if not issubclass(kind, Remote):
            return None
        known = self._known.get(number)
        if isinstance(known, BaseException):
            return known
        made: Any = make_instance(kind, Link(self._session, number), tuple(args), text)
        self._remember(number, made)
        return made

    def replace(self, proxy: Any, other: StudentModule) -> None:
        """From now on the student's object has another proxy."""
        self._known[link_of(proxy).number] = other

    def is_new(self, value: Remote, before: int) -> bool:
        """Whether the object arrived for the first time after ``count`` was ``before``."""
        return link_of(value).order >= before

    @property
    def count(self) -> int:
        return len(self._known)

    def _remember(self, number: Any, made: Any) -> None:
        if type(number) is not int or len(self._known) >= _MAX_PROXIES:
            raise Garbled("an invalid number, or one object too many")
        link_of(made).order = len(self._known)
        self._known[number] = made

    def _instance(self, node: list[Any], decoder: Decoder, depth: int) -> Any:
        _, number, class_node, base_node = node
        kind = self._described(decoder, class_node, depth)
        base = decoder.decode(base_node, depth)
        if not issubclass(type(kind), RemoteType):
            raise Garbled("an object without a class")
        known = self._known.get(number)
        if known is None:
            known = make_instance(kind, Link(self._session, number), base)
            self._remember(number, known)
        elif isinstance(known, Remote):
            refill(known, base)
        return known

    def _synced(self, node: list[Any], decoder: Decoder, depth: int) -> Any:
        before = len(decoder.containers)
        made = decoder.decode(node[1], depth)
        self._session.containers.add(node[2], decoder.containers[before:])
        return made

    def _described(self, decoder: Decoder, node: Any, depth: int) -> Any:
        """A class that is sent as part of something else."""
        self._describing += 1
        try:
            return decoder.decode(node, depth)
        finally:
            self._describing -= 1

    def _library_object(self, node: list[Any], decoder: Decoder, depth: int) -> Any:
        numbered = type(node[1]) is int
        parts = [decoder.decode(each, depth) for each in node[2 + numbered :]]
        if not numbered:
            return rebuilt_library_object(node[1], parts)
        number = node[1]
        known = self._known.get(number)
        if known is None:
            known = rebuilt_library_object(node[2], parts)
            if len(self._known) >= _MAX_PROXIES:
                raise Garbled("one object too many")
            self._known[number] = known
            self._rebuilt[id(known)] = number
        return known

    def _simple(self, node: list[Any]) -> Any:
        _, number, kind_name, name, doc, module = node
        known = self._known.get(number)
        if known is not None:
            return known
        if type(kind_name) is not str or kind_name not in _KINDS:
            raise Garbled("an object of an unknown kind")
        made = object.__new__(_KINDS[kind_name])
        set_own = object.__setattr__
        set_own(made, "_touchstone_link", Link(self._session, number))
        if type(name) is str:
            set_own(made, "__name__", name)
        if type(module) is str:
            set_own(made, "__module__", module)
        set_own(made, "__doc__", doc if type(doc) is str else None)
        self._remember(number, made)
        return made

    def _class(self, node: list[Any], decoder: Decoder, depth: int) -> Any:
        number = node[1]
        known = self._known.get(number)
        if known is not None:
            return known
        if len(node) != 3:
            raise Garbled("a class that was not described")
        description: Description = described(node[2])
        bases = [self._described(decoder, each, depth) for each in description.bases]
        if any(not isinstance(base, type) for base in bases):
            raise Garbled("a base that is not a class")
        meta = self._described(decoder, description.meta, depth)
        if not (meta is None or isinstance(meta, RemoteType) or issubclass(meta, type)):
            raise Garbled("a metaclass that is not one")
        made = make_mirror(description, bases, meta, Link(self._session, number))
        if issubclass(type(made), RemoteType):
            self._remember(number, made)
        else:
            self._known[number] = made
        return made
