"""The student's process's description of a class (student/objects.py), with its types checked."""

from dataclasses import dataclass
from typing import Any

from ..border.channel import Garbled
from ..border.operators import ALL
from ..common.text import clip

_MAX_NAMES = 2_000
_MAX_TEXT = 2_000
_MAX_DOC = 50_000


@dataclass(frozen=True)
class Description:
    name: str
    qualname: str
    module: str
    doc: str | None
    bases: list[Any]
    methods: frozenset[str]
    operators: frozenset[str]
    #: The class's own class, where that is not ``type``.
    meta: Any
    #: Its name in library_names.py, if it is a class of Python's library.
    library: str | None


def described(content: Any) -> Description:
    """Raises Garbled for an invalid description."""
    try:
        fields: dict[str, Any] = content
        doc = fields["doc"]
        module = fields["module"]
        return Description(
            name=_text(fields["name"]),
            qualname=_text(fields["qualname"]),
            module="" if module is None else _text(module),
            doc=None if doc is None else _text(doc, _MAX_DOC),
            bases=list(fields["bases"])[:50],
            methods=frozenset(_names(fields["methods"])),
            operators=frozenset(_names(fields["operators"])).intersection((*ALL, "__call__")),
            meta=fields["meta"],
            library=None if fields["library"] is None else _text(fields["library"]),
        )
    except (TypeError, LookupError, AttributeError) as error:
        raise Garbled("not a class") from error


def _text(value: Any, max_length: int = _MAX_TEXT) -> str:
    if type(value) is not str:
        raise TypeError
    return clip(value, max_length)


def _names(values: Any) -> list[str]:
    if type(values) is not list or len(values) > _MAX_NAMES:
        raise TypeError
    return [_text(each) for each in values]
