"""One grading from job to end: starts the judged process, measures it, stops it, tells.

Frames of the judge (judge/job.py) are kept, and passed on when all is over: whoever reads slowly,
or not for a while, takes no time from the grading. After them comes, from here and never from the
judged process, exactly one

    ended  ending, status, wallMs, cpuMs, peakMemoryBytes

``ending`` is ``verdict`` (the judge said its last word), ``exited`` (the process ended without
one; ``status`` is its exit status, or minus the signal that killed it), ``cpu``, ``wall``,
``memory``, ``output`` (a limit) or ``garbled`` (what came from the process was no frame). By then
no process of the grading lives: the supervisor is its pid namespace's first process.
"""

import codecs
import os
import resource
import select
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from judged import OUT_OF_MEMORY, run_judged
from limits import Limits, parse_limits, resident_pages, usage_now
from wire import FrameReader, Garbled, encode_frame, write_all

FOLDER = Path("/submission")

_FRAMES_MAX_BYTES = 8 * 1024 * 1024
_ANSWER_MAX_BYTES = 12 * 1024 * 1024
_PRINTED_MAX_BYTES = 4_000_000
_PRINTED_KEPT_BYTES = 64 * 1024
_TICK_SECONDS = 0.025
_READ_BYTES = 64 * 1024


@dataclass(frozen=True)
class Ending:
    ending: str
    status: int | None = None


class Grading:
    """Owns the judged process and the pipes from it."""

    def __init__(self, job: dict[str, Any], answer: int) -> None:
        self._answer = answer
        self._kept_frames = bytearray()
        self._limits: Limits = parse_limits(job["limits"])
        self._reader = FrameReader(_FRAMES_MAX_BYTES)
        self._printed_bytes = 0
        self._printed_text = codecs.getincrementaldecoder("utf-8")("replace")
        self._ending: Ending | None = None
        self._next_look = 0.0
        self._baseline_pages = resident_pages()
        self._report, report_end = os.pipe()
        self._printed, printed_end = os.pipe()
        self._began = time.monotonic()
        self._child = os.fork()
        if self._child == 0:
            run_judged(job, self._limits, FOLDER, report_end, printed_end)
        os.close(report_end)
        os.close(printed_end)
        for pipe in (self._report, self._printed):
            os.set_blocking(pipe, False)

    def run(self) -> None:
        ending = self._watch()
        wall_seconds = time.monotonic() - self._began
        self._kill_all()
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        frame = {
            "kind": "ended",
            "ending": ending.ending,
            "status": ending.status,
            "wallMs": round(wall_seconds * 1000, 1),
            "cpuMs": round((used.ru_utime + used.ru_stime) * 1000, 1),
            "peakMemoryBytes": used.ru_maxrss * 1024,
        }
        write_all(self._answer, self._kept_frames + encode_frame(frame))

    def _watch(self) -> Ending:
        child = os.pidfd_open(self._child)
        poller = select.poll()
        for fd in (self._report, self._printed, child):
            poller.register(fd, select.POLLIN)
        while True:
            ready = {fd for fd, _ in poller.poll(_TICK_SECONDS * 1000)}
            try:
                if child in ready:
                    return self._last_words() or self._exit()
                ending = self._read(poller, ready) or self._over_limit()
            except Garbled:
                return Ending("garbled")
            if ending is not None:
                return ending

    def _read(self, poller: select.poll, ready: set[int]) -> Ending | None:
        for fd, take in ((self._printed, self._take_printed), (self._report, self._take_report)):
            if fd in ready and not take():
                poller.unregister(fd)
        return self._ending

    def _last_words(self) -> Ending | None:
        """What the process told before it ended may still be in the pipes."""
        while self._take_report() and self._ending is None and self._readable(self._report):
            pass
        return self._ending

    def _take_report(self) -> bool:
        """Keeps what is there; False at the pipe's end."""
        # First what was printed before, so that it is told before.
        self._take_printed()
        data = _read_some(self._report)
        for frame in self._reader.feed(data or b""):
            if frame["kind"] == "ended":
                raise Garbled("not the judge's to say")
            self._keep(frame)
            if frame["kind"] == "verdict":
                self._ending = Ending("verdict")
                break
        return data != b""

    def _take_printed(self) -> bool:
        """Keeps what went past Python's streams; False at the pipe's end."""
        data = _read_some(self._printed)
        if not data:
            return data != b""
        kept = data[: max(0, _PRINTED_KEPT_BYTES - self._printed_bytes)]
        self._printed_bytes += len(data)
        if kept:
            self._keep({"kind": "output", "text": self._printed_text.decode(kept)})
        if self._printed_bytes > _PRINTED_MAX_BYTES:
            self._ending = Ending("output")
        return True

    def _keep(self, frame: dict[str, Any]) -> None:
        try:
            self._kept_frames += encode_frame(frame)
        except (ValueError, RecursionError) as error:
            raise Garbled("not to be told as JSON") from error
        if len(self._kept_frames) > _ANSWER_MAX_BYTES:
            raise Garbled("more than there is to tell")

    def _over_limit(self) -> Ending | None:
        now = time.monotonic()
        if now < self._next_look:
            return None
        self._next_look = now + _TICK_SECONDS
        if now - self._began > self._limits.wall_seconds:
            return Ending("wall")
        used = usage_now(self._baseline_pages)
        if used.cpu_seconds > self._limits.cpu_seconds:
            return Ending("cpu")
        if used.memory_bytes > self._limits.memory_together_bytes:
            return Ending("memory")
        return None

    def _exit(self) -> Ending:
        _, wait_status = os.waitpid(self._child, 0)
        status = os.waitstatus_to_exitcode(wait_status)
        if status == OUT_OF_MEMORY:
            return Ending("memory")
        if usage_now(self._baseline_pages).cpu_seconds > self._limits.cpu_seconds:
            return Ending("cpu")
        return Ending("exited", status)

    def _readable(self, fd: int) -> bool:
        return bool(select.select([fd], [], [], 0)[0])

    def _kill_all(self) -> None:
        """Kills all but this process, the first of its namespace, until there is none left."""
        while True:
            try:
                os.kill(-1, signal.SIGKILL)
                os.waitpid(-1, 0)
            except (ProcessLookupError, ChildProcessError):
                return


def _read_some(fd: int) -> bytes | None:
    """Bytes, none of them at the pipe's end, None when there is nothing yet."""
    try:
        return os.read(fd, _READ_BYTES)
    except BlockingIOError:
        return None
