"""``unittest.mock.patch`` of what lives in the student's process.

Afterwards everything is what it was, and not a copy of it: the student's process keeps what is
replaced (student/kept.py), a static method, a property or a list among them.
"""

import builtins
from types import ModuleType
from typing import Any
from unittest import mock

from .mirrors import RemoteType
from .remote import Remote, link_of
from .student_module import StudentModule


def let_patches_be_kept() -> None:
    patcher: Any = getattr(mock, "_patch")  # noqa: B009
    original = patcher.get_original

    def get_original(self: Any) -> tuple[Any, bool]:
        target, name = self.getter(), self.attribute
        if not issubclass(type(target), (Remote, RemoteType, StudentModule)):
            return original(self)
        value = getattr(target, name, mock.DEFAULT)
        if name in vars(builtins) and isinstance(target, ModuleType):
            self.create = True
        if value is mock.DEFAULT and not self.create:
            return original(self)
        link_of(target).session.request("keep", target, name)
        # Not the target's own: mock then deletes what it has put there, and what was kept returns.
        return value, False

    patcher.get_original = get_original
