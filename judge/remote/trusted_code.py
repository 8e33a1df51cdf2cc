"""Prevents the judge from running code from a folder that the student's process can write to.

The tests' process and the student's share /tmp. The program can replace any module or script there.
"""

import _io
import io
import os
import sys
from importlib.abc import PathEntryFinder
from importlib.machinery import FileFinder, SourcelessFileLoader
from typing import Any

_SHARED = "/tmp"

_open_code = _io.open_code
_get_data = SourcelessFileLoader.get_data


def forget_shared_folders() -> None:
    """Called once, in the interpreter that is forked to grade, which runs no student code."""
    for path, finder in list(sys.path_importer_cache.items()):
        if isinstance(finder, FileFinder) and _is_shared(path):
            del sys.path_importer_cache[path]


def refuse_code_in_shared_folders() -> None:
    """For the rest of this process. Costs nothing until code is read from a file."""
    sys.path_hooks.insert(0, _refuse_folder)
    checked: Any = _checked_open_code
    io.open_code = _io.open_code = checked
    SourcelessFileLoader.get_data = _checked_get_data


def _checked_open_code(path: str) -> Any:
    """Open a file that is to be run."""
    _check(path)
    return _open_code(path)


def _checked_get_data(self: SourcelessFileLoader, path: str) -> bytes:
    _check(path)
    return _get_data(self, path)


def _check(path: str) -> None:
    if _is_shared(path):
        raise ImportError(
            f"a test cannot run {path}: the program can write to {_SHARED}. Put the file beside the"
            " student's, in `files/`."
        )


def _is_shared(path: str) -> bool:
    real = os.path.realpath(os.fsdecode(path))
    return real == _SHARED or real.startswith(f"{_SHARED}/")


class _NothingThere(PathEntryFinder):
    def find_spec(self, fullname: str, target: Any = None) -> None:
        return None


def _refuse_folder(path: str) -> PathEntryFinder:
    if _is_shared(path or os.getcwd()):
        return _NothingThere()
    raise ImportError("not a shared folder")
