"""Prints tracebacks as Python does, without the frames that are not the student's."""

import traceback
from collections.abc import Callable


def print_error(error: BaseException, is_own: Callable[[str], bool]) -> None:
    """Prints to stderr; ``is_own`` decides from a file's name whether it is the student's."""
    trace = traceback.TracebackException.from_exception(error, compact=True)
    _keep_own(trace, is_own)
    trace.print()


def _keep_own(trace: traceback.TracebackException, is_own: Callable[[str], bool]) -> None:
    frames = [frame for frame in trace.stack if is_own(frame.filename)]
    trace.stack = traceback.StackSummary.from_list(frames)
    for other in (trace.__cause__, trace.__context__, *(trace.exceptions or ())):
        if other is not None:
            _keep_own(other, is_own)
