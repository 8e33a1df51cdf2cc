"""Prints tracebacks as Python does, without the frames that are not the student's."""

import traceback
from collections.abc import Callable, Mapping


def print_error(
    error: BaseException, is_own: Callable[[str], bool], short_names: Mapping[str, str]
) -> None:
    """Prints to stderr; ``is_own`` decides from a file's name whether it is the student's, and
    ``short_names`` are printed in the place of those names."""
    trace = traceback.TracebackException.from_exception(error, compact=True)
    _keep_own(trace, is_own, short_names)
    trace.print()


def _keep_own(
    trace: traceback.TracebackException,
    is_own: Callable[[str], bool],
    short_names: Mapping[str, str],
) -> None:
    frames = [frame for frame in trace.stack if is_own(frame.filename)]
    for frame in frames:
        frame.filename = short_names.get(frame.filename, frame.filename)
    # Only a syntax error has a file of its own.
    name = getattr(trace, "filename", None)
    if name is not None:
        trace.filename = short_names.get(name, name)
    trace.stack = traceback.StackSummary.from_list(frames)
    for other in (trace.__cause__, trace.__context__, *(trace.exceptions or ())):
        if other is not None:
            _keep_own(other, is_own, short_names)
