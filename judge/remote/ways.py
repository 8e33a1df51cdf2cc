"""By which way a test reaches what the student's process gives it (uses.py has the words)."""

from collections.abc import Collection
from typing import Any

from .remote import RemoteMethod, link_of
from .student_module import StudentModule


def ways_of_attribute(owner: Any, name: str) -> str:
    return name if type(owner) is StudentModule else f".{name}"


def ways_of_call(called: Any) -> Collection[str]:
    if type(called) is RemoteMethod:
        return (f".{called.name}()",)
    return [f"{way}()" for way in link_of(called).ways or ("",)]
