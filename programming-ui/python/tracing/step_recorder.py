"""Records the steps of a program: sys.settrace tells what runs, the heap what has changed."""

import dis
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import StringIO, TextIOWrapper
from operator import is_
from types import CodeType, FrameType, FunctionType, ModuleType
from typing import Any, NoReturn

from .heap import Heap, TracedValue
from .instrument import Loop, Place
from .texts import error_text, type_name

MAX_STEPS = 10_000
MAX_BYTES = 2_000_000
MAX_SECONDS = 8.0
#: The most values of expressions that are recorded of one line each time that it runs.
_MAX_VALUES = 40
_STEP_BYTES = 60
#: How many calls the recorder itself needs, at most, while the program is at its deepest.
_OWN_DEPTH = 100

Step = dict[str, Any]

_COROUTINE = 0x80 | 0x200
_FUNCTION = 0x2
_RESUME = dis.opmap["RESUME"]
_YIELD = dis.opmap["YIELD_VALUE"]
_RETURNS = frozenset(
    dis.opmap[name] for name in ("RETURN_VALUE", "RETURN_CONST") if name in dis.opmap
)


class RecordingEnded(BaseException):
    """Ends the program, because the recording has been cut."""


@dataclass
class TracedFile:
    """One of the program's files. Frames of code with this ``name`` are recorded."""

    name: str
    number: int
    loops: dict[int, Loop] = field(default_factory=dict[int, Loop])


class _Frame:
    """A frame of the program that has not ended. ``line_step`` is the step of its current line."""

    __slots__ = (
        "number",
        "frame",
        "file",
        "names",
        "shown",
        "line_step",
        "values",
        "rounds",
        "open_round",
        "is_module",
    )

    def __init__(self, number: int, frame: FrameType, file: TracedFile) -> None:
        self.number = number
        self.frame: FrameType | None = frame
        self.file = file
        #: The variables at the last step, and what was recorded of each.
        self.names: dict[str, Any] = {}
        self.shown: dict[str, TracedValue] = {}
        self.line_step: Step | None = None
        self.values: dict[int, Any] = {}
        #: By the line of a loop's head: how many rounds have begun.
        self.rounds: dict[int, int] = {}
        #: A step at the head of a loop, after which it is not known yet whether a round begins.
        self.open_round: tuple[Loop, Step] | None = None
        self.is_module = frame.f_code.co_name == "<module>"


class Recorder:
    """Steps in the form of trace.ts. ``cut`` says which limit has ended the recording.

    ``on_cut`` is called before the program is ended.
    """

    def __init__(
        self,
        files: dict[str, TracedFile],
        on_cut: Callable[[], None],
        max_seconds: float = MAX_SECONDS,
    ) -> None:
        self.steps: list[Step] = []
        self.cut: str | None = None
        #: The places of expressions by number.
        self.places: list[Place] = []
        #: Of the last exception: the step in which the program raised it first.
        self.raised_at: int | None = None
        #: The same for the last one that left the program.
        self.left_at: int | None = None
        #: What was printed: the step of the line that printed it, and the text.
        self.printed: list[tuple[int, str]] = []
        self._files = files
        self._on_cut = on_cut
        self._until = time.monotonic() + max_seconds
        self._heap = Heap()
        self._stack: list[_Frame] = []
        self._modules: list[_Frame] = []
        #: Frames of generators that wait, by the id of their frame.
        self._waiting: dict[int, _Frame] = {}
        self._next_frame = 1
        self._bytes = 0
        self._output: list[str] = []
        self._input: list[str] = []
        self._raised_id: int | None = None
        self._screen: tuple[Any, int] | None = None
        self._returned: list[Any] = []
        self._has_left = False
        #: How many calls there were before the program was called.
        self._depth = 0
        self._recursion_limit = sys.getrecursionlimit()

    def start(self) -> None:
        sys.setrecursionlimit(self._recursion_limit + _OWN_DEPTH)
        sys.settrace(self._trace)

    def stop(self) -> None:
        sys.settrace(None)
        sys.setrecursionlimit(self._recursion_limit)
        self._note_screen()
        self._end_open_rounds()
        if self.cut is None and self.steps and self._output:
            # What ended the tracing, as endless recursion does, did not end the program.
            last = self.steps[-1]
            last["output"] = last.get("output", "") + "".join(self._output)

    def wrote(self, text: str) -> None:
        """The program printed a text."""
        if self.cut is None and text:
            self._output.append(text)
            self.printed.append((self._current_step(), text))
            self._bytes += len(text)

    def report(self, number: int, value: Any) -> Any:
        """An expression has this value: instrumented code calls it. Returns the value."""
        if self.cut is None and self._stack:
            frame = self._stack[-1]
            if frame.frame is sys._getframe(1):  # pyright: ignore[reportPrivateUsage]
                self._note_value(frame, number, value)
        return value

    def _note_value(self, frame: _Frame, number: int, value: Any) -> None:
        step, place = frame.line_step, self.places[number]
        if step is None:
            return
        if place.is_input and type(value) is str:
            self._input.append(f"{value}\n")
        if number in frame.values or len(frame.values) < _MAX_VALUES:
            text = self._heap.shown(value)
            frame.values.pop(number, None)
            frame.values[number] = text
            self._bytes += 40 + _size(text)

    def _current_step(self) -> int:
        """The step of the line that runs now."""
        if self._stack and self._stack[-1].line_step is not None:
            return self._stack[-1].line_step["at"]
        return max(len(self.steps) - 1, 0)

    # Called by Python.

    def _trace(self, frame: FrameType, event: str, _argument: Any) -> Any:
        code = frame.f_code
        file = self._files.get(code.co_filename)
        if file is None or event != "call" or self.cut is not None:
            return None
        name = code.co_name
        if name.startswith("<") and name not in ("<module>", "<lambda>"):
            # A comprehension or a generator expression, a part of its line.
            return None
        if not self._stack:
            self._watch_screen()
            self._depth = _depth_of(frame)
        elif self._depth + len(self._stack) >= sys.getrecursionlimit() - _OWN_DEPTH:
            self._raise_for_depth()
        self._begin(frame, code, file)
        return self._trace_own

    def _trace_own(self, frame: FrameType, event: str, argument: Any) -> Any:
        if self.cut is not None:
            return None
        if not self._stack or self._stack[-1].frame is not frame:
            self._repair(frame)
            if not self._stack:
                return None
        own = self._stack[-1]
        if event == "line":
            self._line(own, frame)
        elif event == "exception":
            self._raise(own, frame, argument)
        elif event == "return":
            self._end(own, frame, argument)
        return self._trace_own

    def _raise_for_depth(self) -> NoReturn:
        """Python would call no deeper. It ends the tracing, too."""
        error = RecursionError("maximum recursion depth exceeded")
        own = self._stack[-1]
        line = own.frame.f_lineno if own.frame is not None else 1
        self._add(own, "raise", line, {"raised": error_text(error)})
        self.raised_at = self.left_at = len(self.steps) - 1
        raise error

    def _repair(self, frame: FrameType) -> None:
        """Drops frames that have ended unnoticed, while the program had turned tracing off."""
        while self._stack and self._stack[-1].frame is not frame:
            self._stack.pop()

    def _begin(self, frame: FrameType, code: CodeType, file: TracedFile) -> None:
        own = self._waiting.pop(id(frame), None)
        if own is not None and _is_resumed(code, frame):
            own.frame = frame
            self._stack.append(own)
            if code.co_flags & _COROUTINE == 0:
                call = {"name": code.co_name, "caller": self._caller(), "kind": "resume"}
                self._add(own, "call", frame.f_lineno, {"call": call})
            return
        is_main = code.co_name == "<module>" and file.number == 0 and not self._modules
        number = 0 if is_main else self._next_frame
        if not is_main:
            self._next_frame += 1
        own = _Frame(number, frame, file)
        if own.is_module:
            self._modules.append(own)
        caller = self._caller_below()
        self._stack.append(own)
        if is_main:
            return
        call: dict[str, Any] = {"name": code.co_name, "caller": caller}
        if not own.is_module and code.co_flags & _FUNCTION == 0:
            call["kind"] = "class"
        self._add(own, "call", max(frame.f_lineno, 1), {"call": call})

    def _caller(self) -> int | None:
        return self._stack[-2].number if len(self._stack) > 1 else None

    def _caller_below(self) -> int | None:
        return self._stack[-1].number if self._stack else None

    def _line(self, own: _Frame, frame: FrameType) -> None:
        self._close_line(own)
        line = frame.f_lineno
        own.line_step = step = self._add(own, "line", line, {})
        if own.open_round is not None:
            loop, head = own.open_round
            if not loop.first <= line <= loop.last:
                _no_round(head)
                del own.rounds[loop.first]
            own.open_round = None
        if own.rounds:
            own.rounds = {
                first: count
                for first, count in own.rounds.items()
                if first <= line <= own.file.loops[first].last
            }
        loop = own.file.loops.get(line)
        if loop is not None:
            own.rounds[line] = count = own.rounds.get(line, 0) + 1
            step["round"], step["loopEnd"] = count, loop.last
            own.open_round = loop, step

    def _raise(self, own: _Frame, frame: FrameType, argument: Any) -> None:
        kind, error, trace = argument
        is_end = issubclass(kind, StopIteration | StopAsyncIteration)
        if is_end and (trace is None or trace.tb_next is not None):
            # The end of a loop.
            return
        if issubclass(kind, GeneratorExit | RecordingEnded):
            return
        step = self._add(own, "raise", frame.f_lineno, {"raised": error_text(error)})
        if self._raised_id != id(error):
            self._raised_id = id(error)
            self.raised_at = step["at"]

    def _end(self, own: _Frame, frame: FrameType, argument: Any) -> None:
        code = frame.f_code
        last = code.co_code[frame.f_lasti]
        # Later versions of Python are already at the instruction behind it.
        is_yield = last == _YIELD or _is_resumed(code, frame)
        if code.co_flags & _COROUTINE and is_yield:
            self._pause(own, frame)
            return
        if is_yield or last in _RETURNS:
            more: Step = {}
            if is_yield:
                more["yielded"] = self._heap.value(argument)
                self._returned.append(argument)
            elif not own.is_module and code.co_flags & _FUNCTION:
                more["returned"] = self._heap.value(argument)
                self._returned.append(argument)
            self._add(own, "return", frame.f_lineno, more)
        self._close_line(own)
        if is_yield:
            self._pause(own, frame)
            return
        self._stack.pop()
        self._has_left = True
        if not self._stack and last not in _RETURNS:
            self.left_at = self.raised_at
        own.frame = None if not own.is_module else frame
        if own.open_round is not None:
            _no_round(own.open_round[1])
            own.open_round = None

    def _pause(self, own: _Frame, frame: FrameType) -> None:
        self._stack.pop()
        self._waiting[id(frame)] = own
        own.frame = None

    # Steps.

    def _add(self, own: _Frame, kind: str, line: int, more: Step) -> Step:
        self._note_screen()
        step: Step = {"kind": kind, "file": own.file.number, "line": line, "frame": own.number}
        step |= more
        step["at"] = len(self.steps)
        has_objects = self._has_left or bool(self._returned)
        changed: list[tuple[int, str, TracedValue | None]] = []
        for each in self._visible(own):
            has_objects |= self._compare(each, changed)
        objects = self._heap.changes()
        if objects or has_objects:
            self._heap.keep_only(self._roots())
        self._returned.clear()
        self._has_left = False
        if changed:
            step["set"] = changed
            self._bytes += sum(20 + len(name) + _size(value) for _, name, value in changed)
        if objects:
            step["objects"] = objects
            self._bytes += sum(_content_size(content) for _, content in objects)
        if self._output:
            step["output"] = "".join(self._output)
            self._output.clear()
        if self._input:
            step["input"] = "".join(self._input)
            self._input.clear()
        self.steps.append(step)
        self._bytes += _STEP_BYTES
        self._check_limits()
        return step

    def _check_limits(self) -> None:
        count = len(self.steps)
        if count >= MAX_STEPS:
            self._end_early("steps")
        elif self._bytes > MAX_BYTES:
            self._end_early("size")
        elif count % 64 == 0 and time.monotonic() > self._until:
            self._end_early("time")

    def _end_early(self, cut: str) -> None:
        self.cut = cut
        self._end_open_rounds()
        self._on_cut()
        raise RecordingEnded

    def _visible(self, own: _Frame) -> Iterator[_Frame]:
        """The frames whose variables can have changed."""
        yield from self._modules
        for each in self._stack:
            if each is own and not own.is_module:
                yield each
            elif each.frame is not None and each.frame.f_code.co_cellvars:
                yield each

    def _roots(self) -> list[Any]:
        roots: list[Any] = list(self._returned)
        for each in (*self._modules, *self._stack, *self._waiting.values()):
            roots += [each.names[name] for name, value in each.shown.items() if type(value) is int]
        return roots

    def _compare(self, own: _Frame, changed: list[tuple[int, str, TracedValue | None]]) -> bool:
        """Adds the variables that have changed. Whether one of them is an object, or was."""
        frame, before = own.frame, own.names
        if frame is None:
            return False
        now = frame.f_locals if own.is_module else dict(frame.f_locals)
        if (
            len(now) == len(before)
            and all(map(is_, now.values(), before.values()))
            and list(now) == list(before)
        ):
            return False
        number, shown = own.number, own.shown
        has_objects = False
        for name, value in now.items():
            if name in before and before[name] is value:
                continue
            if not _is_shown(name, value):
                text = None
            else:
                text = self._heap.value(value)
            old = shown.get(name)
            if text == old and type(text) is type(old):
                continue
            has_objects |= type(text) is int or type(old) is int
            if text is None:
                del shown[name]
            else:
                shown[name] = text
            changed.append((number, name, text))
        for name in before.keys() - now.keys():
            old = shown.pop(name, None)
            if old is not None:
                has_objects |= type(old) is int
                changed.append((number, name, None))
        own.names = dict(now)
        return has_objects

    def _close_line(self, own: _Frame) -> None:
        """The line has run: its values are known."""
        if own.line_step is not None and own.values:
            own.line_step["values"] = [
                {"from": place.start, "to": place.end, "value": value}
                for number, value in own.values.items()
                for place in (self.places[number],)
            ]
        own.values = {}

    def _end_open_rounds(self) -> None:
        for each in self._stack:
            self._close_line(each)

    # What a test shows of the program on a stream of its own.

    def _watch_screen(self) -> None:
        """The program is called: remembers how much a test's own stream has."""
        stream = sys.stdout
        self._screen = (stream, stream.tell()) if type(stream) is StringIO else None

    def _note_screen(self) -> None:
        stream: Any = sys.stdout
        kind: Any = type(stream)
        if kind is TextIOWrapper and not stream.closed:
            # An unfinished line.
            stream.flush()
        if self._screen is None or self._screen[0] is not stream or stream.closed:
            return
        _, seen = self._screen
        size = stream.tell()
        if size > seen:
            self._screen = stream, size
            self.wrote(stream.getvalue()[seen:])


def _depth_of(frame: FrameType) -> int:
    depth = 0
    outer: FrameType | None = frame
    while outer is not None:
        depth += 1
        outer = outer.f_back
    return depth


def _no_round(head: Step) -> None:
    """The loop has ended instead."""
    del head["round"], head["loopEnd"]


def _is_shown(name: Any, value: Any) -> bool:
    """Not what has its own name from ``def``, ``class`` or ``import``."""
    if type(name) is not str or name.startswith(("__", ".")):
        return False
    kind = type(value)
    if kind is FunctionType:
        return value.__name__ != name
    if kind is ModuleType:
        return False
    return not (issubclass(kind, type) and type_name(value) == name)


def _is_resumed(code: CodeType, frame: FrameType) -> bool:
    """Whether a generator is behind its ``yield``, rather than at its start."""
    at = max(frame.f_lasti, 0)
    return code.co_code[at] == _RESUME and code.co_code[at + 1] & 3 != 0


def _size(value: TracedValue | None) -> int:
    return len(value) + 2 if type(value) is str else 4


def _content_size(content: dict[str, Any]) -> int:
    size = 30
    for each in content.get("items", ()):
        size += 1 + _size(each)
    for key, value in content.get("entries", ()):
        size += 4 + _size(key) + _size(value)
    return size
