"""The judge's side of the channel: requests, callbacks during a request, and faults."""

import threading
from collections.abc import Callable, Collection, Sequence
from typing import Any

from ..border.channel import Channel, ChannelEnded, Garbled, TooLarge
from ..border.containers import replace_content, same, snapshot
from ..border.decoder import Decoder
from ..border.encoder import Encoder, is_scalar
from ..border.exception_marks import attach_student_trace, student_trace_of
from ..border.faults import BorderFault, Refused, StudentGarbled, StudentGone
from ..border.plain import CannotCross
from .allowed_objects import ObjectNotAllowed
from .exception_codec import made_exception
from .judge_objects import JudgeObjects
from .listening import Listening
from .proxies import Proxies
from .proxy_base import is_remote, link_of
from .standard_proxies import RemoteFunction
from .state_changes import StateChanges
from .student_source import StudentSource
from .synced_containers import SyncedContainers, SyncedPart
from .uses import Uses
from .ways import ways_of_request

_MAX_NESTED = 40


class Session:
    """Communicates with the student's process, and stores the first fault of the running test.

    The state of this process when a session is made does not count as the tests' change.
    ``take_output`` is called after each message: the program's output is complete then.
    ``begin_hidden`` is called once, before the first request for a hidden test.
    """

    def __init__(
        self,
        channel: Channel,
        uses: Uses,
        take_output: Callable[[], None],
        begin_hidden: Callable[[], None],
    ) -> None:
        self.uses = uses
        self.source: StudentSource | None = None
        self.gone: BorderFault | None = None
        self._fault: BaseException | None = None
        self._channel = channel
        self._take_output = take_output
        self._begin_hidden: Callable[[], None] | None = begin_hidden
        self._for_hidden = False
        self._seq = 0
        self._nested = 0
        self._request: tuple[str, tuple[Any, ...]] = ("", ())
        self._lock = threading.RLock()
        self._test_objects = JudgeObjects()
        self._listening = Listening()
        self._changes = StateChanges(self._listening)
        self.proxies = Proxies(self)
        self.containers = SyncedContainers()

    def test_object(self, number: Any) -> Any:
        """An object of the tests, by the number under which the program has it."""
        return self._test_objects.object(number)

    def garbled(self) -> BorderFault:
        """The exception to raise for an invalid value. Ends the conversation."""
        return self._end(StudentGarbled("The program interfered with its own grading."))

    def exception(self, content: Any, decoder: Decoder) -> BaseException:
        """An exception of the program, or one of the tests that comes back with a new trace."""
        error = made_exception(content, decoder, self.proxies)
        number = content.get("judge")
        if number is None:
            return error
        trace, error = student_trace_of(error), self._test_objects.exception(number)
        if trace is not None:
            attach_student_trace(error, trace)
        return error

    def ways(self) -> Collection[str]:
        """The ways by which the program's present answer arrives (uses.py)."""
        return ways_of_request(*self._request)

    def begin_test(self, name: str) -> None:
        self.uses.test = name
        self._fault = self.gone

    def hide(self, hidden: bool) -> None:
        """Sets whether hidden tests are loaded or run from now on."""
        self._for_hidden = hidden

    def begin_hidden(self) -> None:
        begin, self._begin_hidden = self._begin_hidden, None
        self._for_hidden = False
        if begin is not None:
            begin()

    def fault(self) -> BaseException | None:
        """The running test's first fault, even if the test caught it."""
        return self._fault

    def refuse(self, sentence: str) -> Refused:
        """Notes the fault and returns it, for the caller to raise."""
        refused = Refused(sentence)
        self.note(refused)
        return refused

    def note(self, fault: BaseException) -> None:
        self._fault = self._fault or fault

    def request(self, operation: str, *parts: Any) -> Any:
        """The value of a request (student/serve.py). Raises what the program raises.

        Mutable containers among the parts are changed as the program has changed them.
        """
        with self._lock:
            if self.gone is not None:
                raise self.gone
            if self._for_hidden:
                self.begin_hidden()
            if not self._nested:
                for change in self._changes.pending():
                    self._exchange(*change)
            before, self._request = self._request, (operation, parts)
            try:
                if self.containers.wholes and not self._nested:
                    return self._exchange_with_containers(operation, parts)
                return self._exchange(operation, parts)
            finally:
                self._request = before

    def call(self, called: Any, args: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
        if keywords:
            return self.request("call", called, args, keywords)
        return self.request("call", called, args)

    def evaluate(self, text: str, values: dict[str, Any], modules: dict[str, str]) -> Any:
        return self.request("evaluate", text, values, modules)

    def _exchange_with_containers(self, operation: str, parts: tuple[Any, ...]) -> Any:
        synced = self.containers.parts()
        try:
            return self._exchange(operation, parts, synced)
        finally:
            for each in synced:
                each.before = snapshot(each.container)

    def _exchange(
        self, operation: str, parts: tuple[Any, ...], synced: Sequence[SyncedPart] | None = None
    ) -> Any:
        copies = [each.container for each in synced] if synced else ()
        try:
            self._seq += 1
            content = _call_with_scalars(operation, parts) if synced is None else None
            containers: list[Any] = []
            if content is None:
                encoder = self._encoder(copies)
                content, containers = encoder.encode(parts), encoder.containers
                message = [self._seq, operation, content]
                if synced is not None:
                    message.append([_written(each, encoder) for each in synced])
                self._channel.send(message)
            else:
                self._channel.send([self._seq, operation, content])
        except (CannotCross, TooLarge) as error:
            raise self.refuse(_sentence("passes", error)) from error
        except ChannelEnded as error:
            raise self._end(StudentGone("The program has ended.")) from error
        try:
            return self._outcome([*containers, *copies] if copies else containers)
        except Garbled as error:
            raise self.garbled() from error
        except ChannelEnded as error:
            raise self._end(StudentGone("The program has ended.")) from error

    def _end(self, fault: BorderFault) -> BorderFault:
        self.gone = fault
        self.note(fault)
        return fault

    def _outcome(self, containers: list[Any]) -> Any:
        while True:
            message = self._channel.receive()
            self._take_output()
            if message[0] != self._seq:
                raise Garbled("an answer to another request")
            if self.source is not None and self.source.is_guarding:
                self.source.note_returned(message[2:])
            if message[1] == "?":
                self._answer(message)
                continue
            if len(message) != 4 or type(message[3]) is not list:
                raise Garbled("not an outcome")
            outcome, value, changed = message[1:]
            if outcome != "v" or changed or not is_scalar(value):
                decoder = Decoder(self.proxies.read, containers)
                value = self._read(outcome, value, decoder)
                self._update(changed, containers, decoder)
                if isinstance(value, _Raised):
                    raise value.error
            if self.uses.recording and not is_remote(value):
                self.uses.note_value(self.ways(), value)
            return value

    def _read(self, outcome: str, content: Any, decoder: Decoder) -> Any:
        if outcome == "v":
            return decoder.decode(content)
        if outcome != "x":
            raise Garbled("neither a value nor an exception")
        return _Raised(self.exception(content, decoder))

    def _update(self, changed: list[Any], containers: list[Any], decoder: Decoder) -> None:
        for each in changed:
            if type(each) is not list or len(each) != 2:
                raise Garbled("not a change")
            number, content = each[0], each[1]
            container = decoder.container(number, of_request=True)
            replace_content(container, decoder.decode(content))

    def _answer(self, message: list[Any]) -> None:
        """Runs the tests' code for a callback."""
        if len(message) != 4 or type(message[2]) is not str:
            raise Garbled("not a callback")
        decoder = Decoder(self.proxies.read)
        request, self._request = self._request, ("question", ())
        try:
            parts = decoder.decode(message[3])
        finally:
            self._request = request
        if type(parts) is not tuple:
            raise Garbled("not a callback")
        before = [snapshot(each) for each in decoder.containers]
        self._nested += 1
        try:
            if self._nested > _MAX_NESTED:
                raise RecursionError("the program and its tests call each other without end")
            outcome, value = "v", self._answer_to(message[2], parts)
        except (StudentGone, StudentGarbled, MemoryError):
            raise
        except BaseException as error:
            if isinstance(error, AssertionError):
                self.note(error)
            outcome, value = "x", error
        finally:
            self._nested -= 1
        self._reply(outcome, value, decoder.containers, before)

    def _answer_to(self, callback: str, parts: tuple[Any, ...]) -> Any:
        if callback == "warn":
            own_files = () if self.source is None else self.source.program
            return self._listening.warned(own_files, *parts)
        if callback == "log":
            return self._listening.logged(*parts)
        return self._test_objects.answer(callback, parts)

    def _reply(self, outcome: str, value: Any, containers: list[Any], before: list[Any]) -> None:
        self._seq += 1
        encoder = self._encoder(containers)
        try:
            message = [self._seq, outcome, self._content(outcome, value, encoder)]
            changed = [
                [number, encoder.content(each)]
                for number, each in enumerate(containers)
                if not same(before[number], each)
            ]
            self._channel.send([*message, changed] if changed else message)
        except (CannotCross, TooLarge) as error:
            self.note(self.refuse(_sentence("returns", error)))
            error = RuntimeError("the test's value cannot be passed to the program")
            content = self._content("x", error, self._encoder())
            self._channel.send([self._seq, "x", content])

    def _content(self, outcome: str, value: Any, encoder: Encoder) -> Any:
        if outcome == "v":
            return encoder.encode(value)
        return self.proxies.write(value) or self._test_objects.write(value, encoder.encode)

    def _encoder(self, known: Sequence[Any] = ()) -> Encoder:
        """``known`` are containers that the student's process has, in the order of its numbers."""
        numbers = {id(each): number for number, each in enumerate(known)} if known else None
        return Encoder(self._write_foreign, numbers)

    def _write_foreign(self, encoder: Encoder, value: Any, _depth: int) -> Any:
        return self.proxies.write(value) or self._test_objects.write(value, encoder.encode)


def _call_with_scalars(operation: str, parts: tuple[Any, ...]) -> list[Any] | None:
    """What an Encoder writes for a call of a function with scalars; None for all else."""
    if operation != "call" or len(parts) != 2:
        return None
    called, args = parts
    if type(called) is not RemoteFunction or not all(map(is_scalar, args)):
        return None
    return ["t", ["h", link_of(called).number], ["t", *args]]


def _written(part: SyncedPart, encoder: Encoder) -> list[Any]:
    return [part.number, encoder.content(part.container)] if part.is_changed() else [part.number]


def _sentence(doing: str, error: Exception) -> str:
    if isinstance(error, ObjectNotAllowed):
        return str(error)
    return f"The test {doing} a value that {str(error) or 'is too large'}."


class _Raised:
    """Distinguishes an exception that was raised from one that is a value."""

    def __init__(self, error: BaseException) -> None:
        self.error = error
