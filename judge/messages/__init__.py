"""Sentences for beginners: what went wrong, in which line, and what to do next.

All sentences about a student's mistake are made here, from plain data: an exception with its
traceback, the student's source, representations of values. Nothing here depends on the judge, the
sandbox or the browser. Where no explanation is known, Python's own message is used.
"""

from .comparisons import (
    Compared,
    explain_comparison,
    explain_none_result,
    explain_not_callable,
    explain_other,
    explain_wrong_kind,
)
from .exceptions import explain_exception, python_words
from .file_names import naming_file
from .files import explain_missing_end, explain_missing_file, explain_not_utf8
from .look_alikes import look_alike_difference, look_alike_part
from .names import missing_name
from .not_raised import explain_not_raised, explain_other_raise
from .other_files import names_defined
from .place import innermost_frame
from .syntax import explain_syntax_error
from .uncalled import explain_nothing_printed, explain_nothing_printed_by, explain_uncalled
from .whitespace import describe_difference, visible

__all__ = [
    "Compared",
    "describe_difference",
    "explain_comparison",
    "explain_exception",
    "explain_missing_end",
    "explain_missing_file",
    "explain_none_result",
    "explain_not_callable",
    "explain_not_raised",
    "explain_not_utf8",
    "explain_nothing_printed",
    "explain_nothing_printed_by",
    "explain_other",
    "explain_other_raise",
    "explain_syntax_error",
    "explain_uncalled",
    "explain_wrong_kind",
    "look_alike_difference",
    "look_alike_part",
    "missing_name",
    "names_defined",
    "naming_file",
    "python_words",
    "innermost_frame",
    "visible",
]
