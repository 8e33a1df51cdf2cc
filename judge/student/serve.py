"""Answers the judge's requests (border/channel.py) with the student's objects.

Each request has one value, a tuple that depends on its operation:

    load       (name,)                    imports the student's file; see _load
    import     (name,)                    the same, and raises what the file raises
    compile    ()                         None, or why it can't be run
    run_script (stdin,)                   runs it as a script (cases/script_run.py)
    get        (object, name)             getattr
    set        (object, name, value)      setattr
    delete     (object, name)             delattr, or what was kept is put back
    keep       (object, name)             what is there is going to be replaced for a while
    names      (object,)                  dir()
    defined    (module,)                  the names that it has, without what a __dir__ says
    call       (object, args[, keywords]) a call
    operate    (name, object, args)       a special method, by what Python does for it
    method     (name, object, args)       a special method, which may give NotImplemented
    base       (object,)                  the value of a subclass of a plain type
    run        (coroutine,)               runs it to its end
    fact       (object, name)             a special attribute (facts.py)
    library    (name, args, keywords)     what a function of the library says (library.py)
    evaluate   (text, values, modules)    eval() with the file's names, those values by name, and
                                          modules of the library by the names that they are to have
    reload     (module,)                  runs the student's file again, in the same module
    script     (globals, name, path)      runs it as runpy.run_path does; its names
    patch      (name, value)              a builtin as the judge's tests have replaced it, or None
    follow     (arguments, variables, folder)  what the tests have changed (process_state.py)
    listen     (warned, disable, loggers) what the tests want to hear of (remote/listening.py)

and questions to the judge have one, too:

    call (number, args, keywords)   operate (number, name, args, keywords)   get (number, name)
    set (number, name, value)       input (prompt,)                           stdin (method, size)
    warn (warning, file, line)      log (logger, fields)      isinstance (number, value)
    await (number,)
"""

import os
import sys
import threading
from typing import Any

from ..border.channel import Channel, ChannelEnded, Garbled, TooLarge
from ..border.containers import replace_content, same, snapshot
from ..border.decoder import Decoder
from ..border.encoder import Encoder
from ..border.plain import RECURSION, CannotCross
from ..cases.script_apart import RunApart
from ..job import Job, lay_out
from ..memory_reserve import MemoryReserve
from .held import Held, Stored
from .objects import StudentObjects
from .operations import Operations
from .out_of_memory import RESERVE_BYTES, out_of_memory
from .streams import connect_streams, flush_output


def serve_student(
    job: Job, folder: str, channel_fd: int, run_apart: RunApart | None = None
) -> None:
    """Returns when the judge is gone. The folder becomes the working directory.

    ``run_apart`` runs scripts in a process of their own, which leaves the folder empty; without it
    they run here.
    Raises OSError or ValueError when the files beside the program can't be laid out.
    """
    lay_out(job, folder)
    os.chdir(folder)
    sys.path.insert(0, folder)
    server = Server(job, folder, Channel(channel_fd), run_apart)
    server.connect()
    try:
        while True:
            server.answer_one()
    except ChannelEnded:
        return


class Server:
    def __init__(
        self, job: Job, folder: str, channel: Channel, run_apart: RunApart | None = None
    ) -> None:
        self._channel = channel
        self._seq = 0
        self._active = 0
        self._reserve = MemoryReserve(RESERVE_BYTES)
        # Threads of the program may ask as well; one speaks at a time.
        self._speaking = threading.RLock()
        self._objects = StudentObjects(self._ask, job)
        self._errors = self._objects.errors
        self._held = Held()
        self._operations = Operations(
            job, folder, self._held, self._ask, lambda: self._active > 0, run_apart
        )

    def connect(self) -> None:
        """From now on the program's standard streams are the judge's."""
        connect_streams(self._ask)

    def answer_one(self) -> None:
        """Raises ChannelEnded when the judge is gone."""
        try:
            message = self._receive()
        except MemoryError:
            # The request was the next one, and too large.
            self._seq += 1
            self._tell_out_of_memory()
            return
        try:
            self._answer(message)
        except MemoryError:
            self._tell_out_of_memory()

    def _receive(self) -> list[Any]:
        try:
            return self._channel.receive()
        except MemoryError:
            if self._channel.has_read:
                raise
        # The program has left too little memory to wait in.
        self._reserve.give_up()
        return self._channel.receive()

    def _answer(self, message: list[Any]) -> None:
        self._seq, operation, payload = message[:3]
        entries = message[3] if len(message) > 3 else None
        held = None if entries is None else self._held.keep_only([each[0] for each in entries])
        decoder = Decoder(self._objects.read, held)
        limit = _make_room_for_values()
        try:
            parts = decoder.decode(payload)
            for container, entry in zip(held or (), entries or (), strict=True):
                if len(entry) == 2:
                    replace_content(container, decoder.decode(entry[1]))
        finally:
            sys.setrecursionlimit(limit)
        containers = decoder.containers + held if held else decoder.containers
        before = [snapshot(each) for each in containers]
        arguments = {id(each): number for number, each in enumerate(containers)}
        self._active += 1
        try:
            outcome, value = "v", self._operations.run(operation, parts)
        except (ChannelEnded, Garbled):
            raise
        except BaseException as error:
            outcome, value = "x", error
            if isinstance(error, MemoryError):
                self._reserve.give_up()
        self._active -= 1
        flush_output()
        self._reply(outcome, value, arguments, containers, before)

    def _reply(
        self,
        outcome: str,
        value: Any,
        arguments: dict[int, int],
        containers: list[Any],
        before: list[Any],
    ) -> None:
        with self._speaking:
            limit = _make_room_for_values()
            try:
                encoder = self._encoder(arguments)
                content = self._written(outcome, value, encoder)
                changed = [
                    [number, encoder.content(each)]
                    for number, each in enumerate(containers)
                    if not same(before[number], each)
                ]
                self._channel.send([self._seq, outcome, content, changed])
            except (CannotCross, TooLarge, RecursionError) as error:
                reason = str(error) or "is too large"
                sentence = f"what the program gives back {reason} to be judged"
                content = self._errors.write(ValueError(sentence), self._encoder({}).encode)
                self._channel.send([self._seq, "x", content, []])
            except MemoryError:
                self._tell_out_of_memory()
            finally:
                sys.setrecursionlimit(limit)
                self._reserve.refill()

    def _tell_out_of_memory(self) -> None:
        """Once: what was written before memory ran out is the answer."""
        if not self._channel.has_sent:
            self._reserve.give_up()
            self._channel.send(out_of_memory(self._seq))

    def _written(self, outcome: str, value: Any, encoder: Encoder) -> Any:
        if outcome == "v":
            held = type(value) is Stored
            return self._held.write(value, encoder) if held else encoder.encode(value)
        return self._errors.write(value, encoder.encode)

    def _encoder(self, arguments: dict[int, int]) -> Encoder:
        return Encoder(self._write_foreign, arguments)

    def _write_foreign(self, encoder: Encoder, value: Any, depth: int) -> Any:
        return self._objects.write(value, encoder.encode, depth)

    def _ask(self, question: str, *parts: Any) -> Any:
        with self._speaking:
            if not self._active:
                raise RuntimeError("what a test gave can be used only while the test calls")
            flush_output()
            encoder = self._encoder({})
            content = encoder.encode(parts)
            try:
                self._channel.send([self._seq, "?", question, content])
            except MemoryError:
                if not self._channel.has_sent:
                    raise
            while True:
                message = self._receive()
                self._seq = message[0]
                if message[1] in ("v", "x"):
                    return self._answered(message, encoder.containers)
                self._answer(message)

    def _answered(self, message: list[Any], containers: list[Any]) -> Any:
        decoder = Decoder(self._objects.read, containers)
        value = decoder.decode(message[2])
        for number, content in message[3] if len(message) > 3 else ():
            replace_content(containers[number], decoder.decode(content))
        if message[1] == "x":
            raise value
        return value


def _make_room_for_values() -> int:
    """Deep values need more recursion than programs are allowed by default: the limit that was."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(limit + RECURSION)
    return limit
