"""Tracebacks as Python prints them, but for the frames that are not the student's."""

import traceback
from collections.abc import Callable


def print_error(error: BaseException, is_own: Callable[[str], bool]) -> None:
    """Prints to stderr; ``is_own`` says of a file's name whether it is the student's."""
    told = traceback.TracebackException.from_exception(error, compact=True)
    _keep_own(told, is_own)
    told.print()


def _keep_own(told: traceback.TracebackException, is_own: Callable[[str], bool]) -> None:
    frames = [frame for frame in told.stack if is_own(frame.filename)]
    told.stack = traceback.StackSummary.from_list(frames)
    for other in (told.__cause__, told.__context__, *(told.exceptions or ())):
        if other is not None:
            _keep_own(other, is_own)
