"""What the student's process says of a class (student/objects.py), believed only in its form."""

from dataclasses import dataclass
from typing import Any

from ..border.channel import Garbled
from ..border.operators import ALL
from ..report.text import clip

_NAMES_MAX = 2_000
_TEXT_MAX = 2_000
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
    #: Its name in Python's library (library_names.py), where it is a class of that.
    library: str | None


def described(content: Any) -> Description:
    """Raises Garbled for what describes no class."""
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
        raise Garbled("no class") from error


def _text(value: Any, most: int = _TEXT_MAX) -> str:
    if type(value) is not str:
        raise TypeError
    return clip(value, most)


def _names(values: Any) -> list[str]:
    if type(values) is not list or len(values) > _NAMES_MAX:
        raise TypeError
    return [_text(each) for each in values]
