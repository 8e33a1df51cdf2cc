"""``unittest.mock.patch`` of objects in the student's process.

A patch restores the original object, not a copy of it: the student's process stores what is
replaced (student/replaced_attributes.py), such as a static method, a property or a list.
"""

import builtins
from types import ModuleType
from typing import Any
from unittest import mock

from .mirrors import RemoteType
from .proxy_base import Remote, link_of
from .student_module import StudentModule


def support_patches_of_student_objects() -> None:
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
        # False: not the target's own. So mock deletes its replacement, which restores the original.
        return value, False

    patcher.get_original = get_original
