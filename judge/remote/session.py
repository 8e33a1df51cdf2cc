"""The judge's side of the channel: requests, the questions that come in between, and faults."""

import builtins
import threading
from collections.abc import Callable, Collection, Sequence
from typing import Any

from ..border.channel import Channel, ChannelEnded, Garbled, TooLarge
from ..border.containers import replace_content, same, snapshot
from ..border.decoder import Decoder
from ..border.encoder import Encoder
from ..border.plain import CannotCross
from ..report.recorder import nothing_to_begin
from ..report.told_trace import tell_trace, told_trace
from .errors import made_exception
from .faults import BorderFault, Refused, StudentGarbled, StudentGone
from .handed_over import NotHandedOver
from .held import Held, HeldPart
from .judge_objects import JudgeObjects
from .listening import Listening
from .process_state import ProcessState
from .proxies import Proxies
from .remote import is_remote
from .student_source import StudentSource
from .uses import Uses
from .ways import ways_of_attribute, ways_of_call

_NESTED_MAX = 40
_NO_FILE = "<student>"

#: Builtins that tests replace, and that the student's process must then replace as well.
_PATCHED = ("print", "open")


class Session:
    """Talks with the student's process, and remembers the first fault of the running test.

    What this process has set up by the time that a session is made is not the tests' doing.
    ``take_output`` is called after each message: what the program has printed is there then.
    ``begin_hidden`` is called once, before the program is asked anything for a hidden test.
    """

    def __init__(
        self,
        channel: Channel,
        uses: Uses,
        take_output: Callable[[], None],
        begin_hidden: Callable[[], None] = nothing_to_begin,
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
        self._turn = threading.RLock()
        self._own = JudgeObjects()
        self._listening = Listening()
        self._process = ProcessState()
        self.proxies = Proxies(self)
        self.held = Held()
        self._originals = {name: vars(builtins)[name] for name in _PATCHED}
        self._patches = dict(self._originals)

    def own_object(self, number: Any) -> Any:
        """An object of the tests', by the number under which the program has it."""
        return self._own.object(number)

    def garbled(self) -> BorderFault:
        """To be raised by whoever can't understand a value; ends the conversation."""
        return self._end(StudentGarbled("The program disturbed its own grading."))

    def exception(self, content: Any, decoder: Decoder) -> BaseException:
        """One of the program's, or the test's own on its way back: that has a new trace then."""
        error = made_exception(content, decoder, self.proxies)
        own = content.get("judge")
        if own is None:
            return error
        told, error = told_trace(error), self._own.exception(own)
        if told is not None:
            tell_trace(error, told)
        return error

    def ways(self) -> Collection[str]:
        """By which what comes from the program now has come (uses.py)."""
        operation, parts = self._request
        if operation in ("get", "fact"):
            return (ways_of_attribute(*parts),)
        if operation == "call":
            return ways_of_call(parts[0])
        if operation in ("load", "import"):
            return ()
        named = operation in ("operate", "method", "library")
        return (parts[0] if named else operation,)

    def begin_test(self, name: str) -> None:
        self.uses.test = name
        self._fault = self.gone

    def hide(self, hidden: bool) -> None:
        """Whether hidden tests are what is loaded or run from now on."""
        self._for_hidden = hidden

    def begin_hidden(self) -> None:
        begin, self._begin_hidden = self._begin_hidden, None
        self._for_hidden = False
        if begin is not None:
            begin()

    def fault(self) -> BaseException | None:
        """Of the running test; the first, whether or not it was caught."""
        return self._fault

    def refuse(self, sentence: str) -> Refused:
        """To be raised by whoever asks."""
        refused = Refused(sentence)
        self.note(refused)
        return refused

    def note(self, fault: BaseException) -> None:
        self._fault = self._fault or fault

    def request(self, operation: str, *parts: Any) -> Any:
        """The value of a request (student/serve.py), or raises what it ended with.

        Mutable containers among the parts are afterwards as the program has left them.
        """
        with self._turn:
            if self.gone is not None:
                raise self.gone
            if self._for_hidden:
                self.begin_hidden()
            if not self._nested:
                self._tell_changes()
            before, self._request = self._request, (operation, parts)
            try:
                if self.held.wholes and not self._nested:
                    return self._converse_with_held(operation, parts)
                return self._converse(operation, parts)
            finally:
                self._request = before

    def call(self, called: Any, args: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
        if keywords:
            return self.request("call", called, args, keywords)
        return self.request("call", called, args)

    def evaluate(self, text: str, values: dict[str, Any], modules: dict[str, str]) -> Any:
        return self.request("evaluate", text, values, modules)

    def _tell_changes(self) -> None:
        """What the tests have changed in this process and the student's must then have as well."""
        patches = self._patches
        if builtins.print is not patches["print"] or builtins.open is not patches["open"]:
            self._replace_builtins()
        if self._listening.is_usual() and self._process.is_usual():
            return
        for operation, told in (("listen", self._listening), ("follow", self._process)):
            change = told.change()
            if change is not None:
                self._converse(operation, change)

    def _replace_builtins(self) -> None:
        for name, patched in list(self._patches.items()):
            now = vars(builtins)[name]
            if now is not patched:
                self._patches[name] = now
                self._converse("patch", (name, None if now is self._originals[name] else now))

    def _converse_with_held(self, operation: str, parts: tuple[Any, ...]) -> Any:
        held = self.held.parts()
        try:
            return self._converse(operation, parts, held)
        finally:
            for each in held:
                each.before = snapshot(each.container)

    def _converse(
        self, operation: str, parts: tuple[Any, ...], held: Sequence[HeldPart] | None = None
    ) -> Any:
        in_hand = [each.container for each in held] if held else ()
        encoder = self._encoder(in_hand)
        try:
            self._seq += 1
            message = [self._seq, operation, encoder.encode(parts)]
            if held is not None:
                message.append([_written(each, encoder) for each in held])
            self._channel.send(message)
        except (CannotCross, TooLarge) as error:
            raise self.refuse(_sentence("hands over", error)) from error
        except ChannelEnded as error:
            raise self._end(StudentGone("The program has ended.")) from error
        try:
            return self._outcome(
                encoder.containers if held is None else [*encoder.containers, *in_hand]
            )
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
                raise Garbled("an answer to something else")
            if self.source is not None and self.source.is_guarding:
                self.source.note_given(message[2:])
            decoder = Decoder(self.proxies.read, containers)
            if message[1] == "?":
                self._answer(message)
                continue
            if len(message) != 4 or type(message[3]) is not list:
                raise Garbled("no outcome")
            value = self._read(message[1], message[2], decoder)
            self._update(message[3], containers, decoder)
            if isinstance(value, _Raised):
                raise value.error
            if self.uses.recording and not is_remote(value):
                self.uses.note_value(self.ways(), value)
            return value

    def _read(self, outcome: str, content: Any, decoder: Decoder) -> Any:
        if outcome == "v":
            return decoder.decode(content)
        if outcome != "x":
            raise Garbled("neither value nor exception")
        return _Raised(self.exception(content, decoder))

    def _update(self, changed: list[Any], containers: list[Any], decoder: Decoder) -> None:
        for each in changed:
            if type(each) is not list or len(each) != 2:
                raise Garbled("no change")
            number, content = each[0], each[1]
            container = decoder.container(number, of_request=True)
            replace_content(container, decoder.decode(content))

    def _answer(self, message: list[Any]) -> None:
        """A question: code of the test's is run for it."""
        if len(message) != 4 or type(message[2]) is not str:
            raise Garbled("no question")
        decoder = Decoder(self.proxies.read)
        request, self._request = self._request, ("question", ())
        try:
            parts = decoder.decode(message[3])
        finally:
            self._request = request
        if type(parts) is not tuple:
            raise Garbled("no question")
        before = [snapshot(each) for each in decoder.containers]
        self._nested += 1
        try:
            if self._nested > _NESTED_MAX:
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

    def _answer_to(self, question: str, parts: tuple[Any, ...]) -> Any:
        if question == "warn":
            own_file = _NO_FILE if self.source is None else self.source.file_name
            return self._listening.warned(own_file, *parts)
        if question == "log":
            return self._listening.logged(*parts)
        return self._own.answer(question, parts)

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
            self.note(self.refuse(_sentence("gives back", error)))
            error = RuntimeError("the test's value cannot be handed over")
            content = self._content("x", error, self._encoder())
            self._channel.send([self._seq, "x", content])

    def _content(self, outcome: str, value: Any, encoder: Encoder) -> Any:
        if outcome == "v":
            return encoder.encode(value)
        return self.proxies.write(value) or self._own.write(value, encoder.encode)

    def _encoder(self, known: Sequence[Any] = ()) -> Encoder:
        """``known`` are containers that the student's process has, in its order."""
        numbers = {id(each): number for number, each in enumerate(known)} if known else None
        return Encoder(self._write_foreign, numbers)

    def _write_foreign(self, encoder: Encoder, value: Any, _depth: int) -> Any:
        return self.proxies.write(value) or self._own.write(value, encoder.encode)


def _written(part: HeldPart, encoder: Encoder) -> list[Any]:
    return [part.number, encoder.content(part.container)] if part.is_changed() else [part.number]


def _sentence(doing: str, error: Exception) -> str:
    if isinstance(error, NotHandedOver):
        return str(error)
    return f"The test {doing} a value that {str(error) or 'is too large'}."


class _Raised:
    """Tells an exception that was raised from one that is a value."""

    def __init__(self, error: BaseException) -> None:
        self.error = error
