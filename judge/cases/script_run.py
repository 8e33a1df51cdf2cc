"""Runs the student's file as a script, with what somebody types as its stdin."""

import builtins
import codecs
import io
import os
import shutil
import sys
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from types import ModuleType
from typing import TYPE_CHECKING, Any, TextIO

from ..printed import OutputLimitReached
from ..report.text import lines_of, safe_str, type_name
from ..report.trace import explain, kind_names, student_line
from .terminal import Transcript

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer


def run_script(source: str, file_name: str, stdin: str) -> dict[str, Any]:
    """Runs the source, which compiles, afresh as ``__main__``; gives plain data:

    ``{"transcript": [[kind, text], …], "error": {sentence, kind, kinds, text, line} | None,
    "askedTooOften": bool}``, kinds as in terminal.py.

    What is printed goes on to the sys.stdout and sys.stderr that it finds, which count it. A
    program that ends itself with exit() has ended in order. MemoryError and OutputLimitReached
    are the caller's to deal with.
    """
    transcript = Transcript()
    console = _Console(stdin, transcript)
    error: dict[str, Any] | None = None
    with _as_main(file_name) as module, console.at_hand():
        try:
            exec(compile(source, file_name, "exec", dont_inherit=True), module.__dict__)
            _await_threads()
        except SystemExit as leaving:
            if leaving.code is not None and not isinstance(leaving.code, int):
                console.complain(safe_str(leaving.code))
        except (OutputLimitReached, MemoryError):
            raise
        except BaseException as fault:
            error = {
                "sentence": explain(fault, file_name),
                "kind": type_name(fault),
                "kinds": kind_names(fault),
                "text": safe_str(fault),
                "line": student_line(fault, file_name),
            }
            console.asked_too_often &= isinstance(fault, EOFError)
        finally:
            sys.settrace(None)
            sys.setprofile(None)
    return {
        "transcript": [[kind, text] for kind, text in transcript.entries()],
        "error": error,
        "askedTooOften": error is not None and console.asked_too_often,
    }


@contextmanager
def _as_main(file_name: str) -> Generator[ModuleType]:
    """A fresh ``__main__``; a run leaves to the next neither modules nor files in its folder."""
    module = ModuleType("__main__")
    module.__file__ = file_name
    folder = os.getcwd()
    modules = sys.modules
    before = dict(modules)
    laid_out = set(os.listdir(folder))
    modules["__main__"] = module
    path = list(sys.path)
    sys.argv = [file_name]
    try:
        yield module
    finally:
        sys.modules = modules
        sys.path = path
        for name in [name for name in modules if name not in before]:
            if str(getattr(modules[name], "__file__", None)).startswith(f"{folder}{os.sep}"):
                del modules[name]
        modules["__main__"] = before.get("__main__", ModuleType("__main__"))
        # A program may have removed the folder itself.
        with suppress(OSError):
            os.chdir(folder)
            for name in set(os.listdir(folder)) - laid_out:
                _remove(os.path.join(folder, name))


def _remove(path: str) -> None:
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path, ignore_errors=True)
    else:
        os.remove(path)


def _await_threads() -> None:
    """As Python does at a script's end."""
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join()


class _Console:
    """sys.stdin, stdout, stderr and input() of a script; all that passes is in the transcript."""

    def __init__(self, stdin: str, transcript: Transcript) -> None:
        self.asked_too_often = False
        self._transcript = transcript
        self._outer = (sys.stdout, sys.stderr)
        self._prompting = False
        self._stdin = io.TextIOWrapper(
            io.BufferedReader(_Keyboard(stdin, self._typed, self._ended)), "utf-8", newline=None
        )
        self._stdout = self._screen("printed", sys.stdout)
        self._stderr = self._screen("complaint", sys.stderr)

    @contextmanager
    def at_hand(self) -> Generator[None]:
        stdin, own = sys.stdin, dict(vars(builtins))
        sys.stdin, sys.stdout, sys.stderr = self._stdin, self._stdout, self._stderr
        builtins.input = self._input
        try:
            yield
            self._flush()
        finally:
            for name, value in own.items():
                setattr(builtins, name, value)
            sys.stdin, (sys.stdout, sys.stderr) = stdin, self._outer

    def complain(self, text: str) -> None:
        self._flush()
        self._transcript.add("complaint", f"{text}\n")

    def _screen(self, kind: str, outer: TextIO) -> io.TextIOWrapper:
        def take(text: str) -> None:
            self._transcript.add("prompt" if self._prompting else kind, text)
            outer.write(text)
            outer.flush()

        return io.TextIOWrapper(
            io.BufferedWriter(_Screen(take)),
            "utf-8",
            errors="backslashreplace",
            newline="\n",
            line_buffering=True,
        )

    def _input(self, prompt: object = "", /) -> str:
        """Python's own, and notes which of the printed text is prompt."""
        self._flush()
        text = str(prompt)
        if text:
            self._prompting = True
            try:
                sys.stdout.write(text)
                sys.stdout.flush()
            finally:
                self._prompting = False
        line = sys.stdin.readline()
        if not line:
            self.asked_too_often = sys.stdin is self._stdin
            raise EOFError("EOF when reading a line")
        return line.removesuffix("\n")

    def _typed(self, line: str) -> None:
        self._flush()
        self._transcript.add("typed", line)

    def _ended(self) -> None:
        self._flush()
        self._transcript.end_input()

    def _flush(self) -> None:
        for stream in (self._stdout, self._stderr):
            if not stream.closed:
                stream.flush()


class _Screen(io.RawIOBase):
    """The raw end of an output stream."""

    def __init__(self, take: Callable[[str], None]) -> None:
        self._take = take
        self._text = codecs.getincrementaldecoder("utf-8")("replace")

    def writable(self) -> bool:
        return True

    def write(self, data: "ReadableBuffer", /) -> int:
        content = bytes(data)
        self._take(self._text.decode(content))
        return len(content)


class _Keyboard(io.RawIOBase):
    """The raw end of stdin: gives a line a read, as a terminal does, whoever reads."""

    def __init__(self, stdin: str, typed: Callable[[str], None], ended: Callable[[], None]) -> None:
        self._lines = iter(lines_of(stdin))
        self._rest = b""
        self._typed = typed
        self._ended = ended

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        if not self._rest:
            line = next(self._lines, "")
            if line:
                # Every typed line ends with Enter.
                line = line.removesuffix("\n") + "\n"
                self._typed(line)
            else:
                self._ended()
            self._rest = line.encode("utf-8", "replace")
        room = memoryview(buffer)
        part = self._rest[: len(room)]
        room[: len(part)] = part
        self._rest = self._rest[len(part) :]
        return len(part)
