"""Answers the judge's requests (border/channel.py) with the student's objects.

Each request has one value, a tuple that depends on its operation:

    load       (name, file)               imports the file as a module of that name; see _load
    import     (name, file)               the same, but raises what the file raises
    place      (modules,)                 puts these modules of the program into sys.modules, by
                                          name, and removes those that are None
    modules    (names,)                   the program's modules in sys.modules, without these
    compile    ()                         None, or why the program cannot be run
    run_script (stdin, names)             runs it as a script (cases/script_run.py)
    remove_written (names,)               removes files that the program may have written
    written    (names,)                   their texts (cases/written_files.py)
    get        (object, name)             getattr
    set        (object, name, value)      setattr
    delete     (object, name)             delattr, or restores what was stored by keep
    keep       (object, name)             stores the value, which a patch will replace
    names      (object,)                  dir()
    defined    (module,)                  the names that it has, without calling a __dir__
    call       (object, args[, keywords]) a call
    operate    (name, object, args)       a special method, by the Python operation that calls it
    method     (name, object, args)       a special method, which can return NotImplemented
    base       (object,)                  the value of a subclass of a plain type
    run        (coroutine,)               runs it to its end
    fact       (object, name)             a special attribute (introspection.py)
    library    (name, args, keywords)     calls a function of the library (library_functions.py)
    evaluate   (text, values, modules)    eval() with the file's names, values by name, and modules
                                          of the library by the name to use for each
    reload     (module, file)             runs the file again, in the same module
    script     (file, globals, name, path)  runs it as runpy.run_path does; its names
    patch      (name, value)              replaces a builtin as tests have; None restores it
    follow     (arguments, variables, folder)  what the tests have changed (process_settings.py)
    listen     (warned, disable, loggers) what the tests listen to (remote/listening.py)

Callbacks to the judge also have one:

    call (number, args, keywords)   operate (number, name, args, keywords)   get (number, name)
    set (number, name, value)       input (prompt,)                           stdin (method, size)
    warn (warning, file, line)      log (logger, fields)      isinstance (number, value)
    await (number,)
"""

import os
import sys
import threading
from collections.abc import Callable
from typing import Any

from ..border.channel import Channel, ChannelEnded, Garbled, TooLarge
from ..border.containers import replace_content, same, snapshot
from ..border.decoder import Decoder
from ..border.encoder import Encoder, is_scalar
from ..border.plain import RECURSION, CannotCross
from ..cases.script_apart import RunApart
from ..common.job import Job, lay_out
from ..common.memory_reserve import MemoryReserve
from ..program.own_imports import OwnImports
from .exported_containers import ExportedContainers, Stored
from .objects import StudentObjects
from .operations import Operations
from .out_of_memory import RESERVE_BYTES, out_of_memory
from .streams import connect_streams, flush_output


def serve_student(
    job: Job, folder: str, channel_fd: int, run_apart: RunApart | None = None
) -> None:
    """Returns when the judge has closed the channel. The folder becomes the working directory.

    ``run_apart`` runs scripts in a separate process, which leaves the folder empty. Without it they
    run here. Raises OSError or ValueError if the files beside the program cannot be written.
    """
    lay_out(job, folder)
    os.chdir(folder)
    sys.path.insert(0, folder)
    if job.program.has_several:
        sys.meta_path.insert(0, OwnImports(job.program, folder))
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
        # Threads of the program can make callbacks as well; one uses the channel at a time.
        self._channel_lock = threading.RLock()
        self._objects = StudentObjects(self._call_judge, job.program)
        self._errors = self._objects.errors
        self._containers = ExportedContainers()
        self._operations = Operations(
            job, folder, self._containers, self._call_judge, lambda: self._active > 0, run_apart
        )

    def connect(self) -> None:
        """From now on the judge provides and receives the program's standard streams."""
        connect_streams(self._call_judge)

    def answer_one(self) -> None:
        """Raises ChannelEnded when the judge has closed the channel."""
        try:
            message = self._receive()
        except MemoryError:
            # The next request has arrived, and is too large.
            self._seq += 1
            self._send_out_of_memory()
            return
        try:
            self._answer(message)
        except MemoryError:
            self._send_out_of_memory()

    def _receive(self) -> list[Any]:
        try:
            return self._channel.receive()
        except MemoryError:
            if self._channel.has_read:
                raise
        # The program has left too little memory to wait in.
        self._reserve.release()
        return self._channel.receive()

    def _answer(self, message: list[Any]) -> None:
        self._seq, operation, payload = message[:3]
        if _has_only_scalars(message):
            function = self._objects.object(payload[1][1])
            self._reply(*self._carried_out(function, *payload[2][1:]), {}, [], [])
            return
        entries = message[3] if len(message) > 3 else None
        exported = (
            None if entries is None else self._containers.retain([each[0] for each in entries])
        )
        decoder = Decoder(self._objects.read, exported)
        limit = _raise_recursion_limit()
        try:
            parts = decoder.decode(payload)
            for container, entry in zip(exported or (), entries or (), strict=True):
                if len(entry) == 2:
                    replace_content(container, decoder.decode(entry[1]))
        finally:
            sys.setrecursionlimit(limit)
        containers = decoder.containers + exported if exported else decoder.containers
        before = [snapshot(each) for each in containers]
        arguments = {id(each): number for number, each in enumerate(containers)}
        outcome, value = self._carried_out(self._operations.run, operation, parts)
        self._reply(outcome, value, arguments, containers, before)

    def _carried_out(self, run: Callable[..., Any], *parts: Any) -> tuple[str, Any]:
        """The outcome and the value, or the exception that was raised."""
        self._active += 1
        try:
            return "v", run(*parts)
        except (ChannelEnded, Garbled):
            raise
        except BaseException as error:
            if isinstance(error, MemoryError):
                self._reserve.release()
            return "x", error
        finally:
            self._active -= 1
            flush_output()

    def _reply(
        self,
        outcome: str,
        value: Any,
        arguments: dict[int, int],
        containers: list[Any],
        before: list[Any],
    ) -> None:
        with self._channel_lock:
            limit = sys.getrecursionlimit()
            try:
                if outcome == "v" and not containers and is_scalar(value):
                    self._channel.send([self._seq, "v", value, []])
                    return
                sys.setrecursionlimit(limit + RECURSION)
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
                sentence = f"what the program returns {reason} to be tested"
                content = self._errors.write(ValueError(sentence), self._encoder({}).encode)
                self._channel.send([self._seq, "x", content, []])
            except MemoryError:
                self._send_out_of_memory()
            finally:
                sys.setrecursionlimit(limit)
                self._reserve.refill()

    def _send_out_of_memory(self) -> None:
        """Unless an answer was written before memory ran out."""
        if not self._channel.has_sent:
            self._reserve.release()
            self._channel.send(out_of_memory(self._seq))

    def _written(self, outcome: str, value: Any, encoder: Encoder) -> Any:
        if outcome == "v":
            is_stored = type(value) is Stored
            return self._containers.write(value, encoder) if is_stored else encoder.encode(value)
        return self._errors.write(value, encoder.encode)

    def _encoder(self, arguments: dict[int, int]) -> Encoder:
        return Encoder(self._write_foreign, arguments)

    def _write_foreign(self, encoder: Encoder, value: Any, depth: int) -> Any:
        return self._objects.write(value, encoder.encode, depth)

    def _call_judge(self, callback: str, *parts: Any) -> Any:
        with self._channel_lock:
            if not self._active:
                raise RuntimeError("a test's object can only be used during a call by the test")
            flush_output()
            encoder = self._encoder({})
            content = encoder.encode(parts)
            try:
                self._channel.send([self._seq, "?", callback, content])
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


def _has_only_scalars(message: list[Any]) -> bool:
    """Whether it is ``[seq, "call", ["t", ["h", number], ["t", scalar …]]]``, the most frequent
    request."""
    if message[1] != "call" or len(message) != 3 or len(message[2]) != 3:
        return False
    _, called, args = message[2]
    return called[0] == "h" and args[0] == "t" and list not in map(type, args)


def _raise_recursion_limit() -> int:
    """Allows for deep values, which need more than programs by default. Returns the old limit."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(limit + RECURSION)
    return limit
