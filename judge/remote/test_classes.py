"""Classes with which tests replace the program's or Python's: fakes, fixed dates."""

from enum import Enum
from typing import Any

from ..border.containers import MUTABLE_TYPES
from ..border.plain import VALUE_TYPES
from ..border.plain_value import plain_base
from ..test_files.test_code import is_test_class

# What Python itself adds to a class.
_GIVEN = frozenset(
    (
        "__module__ __qualname__ __doc__ __dict__ __weakref__ __slots__ __annotations__ "
        "__firstlineno__ __static_attributes__ __annotate_func__ __annotations_cache__"
    ).split()
)


def value_of(value: Any) -> Any:
    """A fixed date as an ordinary one. None unless the value is immutable, and its class only makes
    values in another way and does not add behaviour."""
    kind = type(value)
    plain = next((each for each in VALUE_TYPES if issubclass(kind, each)), None)
    if plain is None or plain in MUTABLE_TYPES or issubclass(kind, Enum):
        return None
    above = kind.__mro__[: kind.__mro__.index(plain)]
    if not all(is_test_class(each) and _adds_no_behaviour(each) for each in above):
        return None
    return None if getattr(value, "__dict__", None) else plain_base(value)


def is_instance(value: Any, kind: type) -> bool:
    """isinstance(), except that values of the class arrive as plain ones."""
    plain = next((each for each in VALUE_TYPES if issubclass(kind, each)), kind)
    return isinstance(value, (kind, plain))


def _adds_no_behaviour(kind: type) -> bool:
    return all(
        name in _GIVEN or isinstance(value, (classmethod, staticmethod))
        for name, value in vars(kind).items()
    )
