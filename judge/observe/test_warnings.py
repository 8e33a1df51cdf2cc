"""Hides warnings that the tests cause, which would otherwise be printed and shown to the student.

A warning is the student's if it refers to a student's file or to PROGRAMS_LIBRARY. If tests and
program share a process, it is also the student's if it refers to anything other than a test file
or unittest.
"""

import os
import unittest
import warnings
from collections.abc import Callable
from typing import Any

from ..common.job import Job
from ..remote.listening import PROGRAMS_LIBRARY

_show = warnings.showwarning
_UNITTEST = os.path.dirname(unittest.__file__)

#: Gets kind, text, file and line.
OnWarning = Callable[[str, str, str, int], None]


def hide_test_warnings(job: Job, *, split: bool, on_warning: OnWarning | None) -> None:
    """From now on. Calls ``on_warning``, if given, with the tests' warnings of all kinds."""
    test_files = {file.file_name for file in job.test_files}

    def show(
        message: Any,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: Any = None,
        line: str | None = None,
    ) -> None:
        own = filename == PROGRAMS_LIBRARY or os.path.basename(filename) in job.program
        of_tests = filename in test_files or filename.startswith(_UNITTEST)
        if own or not (split or of_tests):
            _show(message, category, filename, lineno, file, line)
        elif on_warning is not None:
            on_warning(category.__name__, str(message), filename, lineno)

    warnings.showwarning = show
    if on_warning is not None:
        for kind in (DeprecationWarning, PendingDeprecationWarning, ResourceWarning):
            warnings.simplefilter("default", kind)


def restore_showwarning() -> None:
    warnings.showwarning = _show
