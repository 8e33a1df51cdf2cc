"""Changes of command line, environment and working folder in the tests' process.

The student's process must change as well: one message at the next request.
"""

import os
import sys
from collections.abc import Callable
from typing import Any

_moved = [False]


class ProcessState:
    def __init__(self) -> None:
        self._arguments = self._usual_arguments = list(sys.argv)
        self._environment = dict(os.environ)
        self._variables = os.environ
        self._encoded = vars(os.environ)["_data"]
        self._folder = os.getcwd()
        _moved[0] = False

    def is_usual(self) -> bool:
        """Whether there is certainly nothing to send. Called before each request."""
        return (
            not _moved[0]
            and sys.argv == self._arguments
            and not self._environment
            and os.environ is self._variables
            and not self._encoded
        )

    def change(self) -> tuple[list[str] | None, dict[str, str | None], str | None] | None:
        """Command line (null for the usual one), variables (null for removed ones) and folder (null
        if it is the same); None if nothing has changed."""
        variables = self._changed_variables()
        folder = self._changed_folder()
        if sys.argv == self._arguments and not variables and folder is None:
            return None
        self._arguments = list(sys.argv)
        usual = self._arguments == self._usual_arguments
        return None if usual else self._arguments, variables, folder

    def _changed_variables(self) -> dict[str, str | None]:
        before, now = self._environment, dict(os.environ)
        self._environment = now
        changed: dict[str, str | None] = dict.fromkeys(before.keys() - now.keys())
        return changed | {name: each for name, each in now.items() if before.get(name) != each}

    def _changed_folder(self) -> str | None:
        if not _moved[0]:
            return None
        _moved[0] = False
        before, self._folder = self._folder, os.getcwd()
        return None if self._folder == before else self._folder


def track_working_folder() -> None:
    """Notes os.chdir(), since a system call before each request would cost more than the rest."""
    original: Callable[..., Any] = os.chdir

    def chdir(path: Any) -> None:
        original(path)
        _moved[0] = True

    os.chdir = chdir
