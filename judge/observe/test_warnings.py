"""Warnings that the tests cause: they are no matter of the student's, who would see them printed.

A warning is the student's when it points to the student's file or to PROGRAMS_LIBRARY, and where
tests and program share a process, to anything that is neither a test file nor unittest.
"""

import os
import unittest
import warnings
from collections.abc import Callable
from typing import Any

from ..job import Job

_show = warnings.showwarning
#: The file that a warning of the program's process names when it is not the student's.
PROGRAMS_LIBRARY = "<elsewhere>"
_UNITTEST = os.path.dirname(unittest.__file__)

#: Kind, text, file and line.
Seen = Callable[[str, str, str, int], None]


def keep_from_output(job: Job, *, split: bool, seen: Seen | None) -> None:
    """From now on. ``seen`` is called with those of the tests, of all kinds; None: nobody asks."""
    test_files = {file.file_name for file in job.test_files}

    def show(
        message: Any,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: Any = None,
        line: str | None = None,
    ) -> None:
        own = filename == PROGRAMS_LIBRARY or os.path.basename(filename) == job.file_name
        of_tests = filename in test_files or filename.startswith(_UNITTEST)
        if own or not (split or of_tests):
            _show(message, category, filename, lineno, file, line)
        elif seen is not None:
            seen(category.__name__, str(message), filename, lineno)

    warnings.showwarning = show
    if seen is not None:
        for kind in (DeprecationWarning, PendingDeprecationWarning, ResourceWarning):
            warnings.simplefilter("default", kind)


def shown_as_ever() -> None:
    warnings.showwarning = _show
