"""The ways by which a test gets what the student's process returns (uses.py explains ways)."""

from collections.abc import Collection
from typing import Any

from .proxy_base import RemoteMethod, link_of
from .student_module import StudentModule, way_of_name


def ways_of_request(operation: str, parts: tuple[Any, ...]) -> Collection[str]:
    """The ways by which the test gets the result of the request."""
    if operation in ("get", "fact"):
        return (_way_of_attribute(*parts),)
    if operation == "call":
        return _ways_of_call(parts[0])
    if operation in ("load", "import", "modules"):
        return ()
    named = operation in ("operate", "method", "library")
    return (parts[0] if named else operation,)


def _way_of_attribute(owner: Any, name: str) -> str:
    return way_of_name(owner, name) if type(owner) is StudentModule else f".{name}"


def _ways_of_call(called: Any) -> Collection[str]:
    if type(called) is RemoteMethod:
        return (f".{called.name}()",)
    return [f"{way}()" for way in link_of(called).ways or ("",)]
