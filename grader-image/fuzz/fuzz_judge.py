"""Judges a right program that gives a wrong answer, at each of the judge's requests.

    fuzz_judge.py FOLDER_OF_JUDGE SHARE

Both sides are forked each time. With any answer, the judge must end with a verdict other than
passed, or without one, and never with internal-error or an exception. Only every SHARE-th pair of a
request and an answer is tried. Prints the counts of the verdicts as JSON; the exit status is 1 if
something else happened.
"""

import asyncio
import collections
import itertools
import json
import os
import resource
import signal
import socket
import sys
import tempfile
import unittest.mock
from collections.abc import Callable, Iterator
from typing import Any

sys.path.insert(0, sys.argv[1])

from wrong_answers import EXCEPTIONS, MESSAGES, VALUES

from judge.border.channel import Channel
from judge.common.job import Job, lay_out, parse_job
from judge.program.own_imports import OwnImports
from judge.split import judge_split
from judge.student.serve import Server
from judge.warm import make_warm

_PROGRAM = """
import math

limit = 7
own = [1, 2]

def hello(name, change=str):
    print(name)
    return f"Hello, {change(name)}!"

def count():
    yield from (1, 2)

async def later():
    return 5

def ask():
    return input("Name? ")

class Word(str):
    pass

class Words(list):
    pass

class Box:
    def __init__(self, content):
        self.content = content
    def __len__(self):
        return 3

if __name__ == "__main__":
    print(f"Hello, {input()}!")
"""

_IN_TESTS = """
import asyncio, builtins, importlib, inspect, io, runpy, sys, unittest
from unittest import mock

import submission

class TestAll(unittest.TestCase):
    def test_call(self):
        self.assertEqual(submission.hello("Ada"), "Hello, Ada!")
    def test_called_back(self):
        self.assertEqual(submission.hello("Ada", lambda name: name * 2), "Hello, AdaAda!")
    def test_get(self):
        self.assertEqual(submission.limit, 7)
        self.assertEqual(submission.math.pi > 3, True)
    def test_names(self):
        self.assertIn("limit", dir(submission))
    def test_set(self):
        submission.limit = 8
        self.assertEqual(submission.limit, 8)
        del submission.own
        self.assertEqual(hasattr(submission, "own"), False)
    def test_steps(self):
        self.assertEqual(list(submission.count()), [1, 2])
    def test_later(self):
        self.assertEqual(asyncio.run(submission.later()), 5)
    def test_signature(self):
        self.assertEqual(list(inspect.signature(submission.hello).parameters), ["name", "change"])
    def test_objects(self):
        self.assertEqual(submission.Word("a"), "a")
        self.assertEqual(submission.Words([1]), [1])
        self.assertEqual(len(submission.Box(1)), 3)
        self.assertEqual(submission.Box(1).content, 1)
    def test_reload(self):
        importlib.reload(submission)
        self.assertEqual(submission.limit, 7)
    def test_script(self):
        with mock.patch("sys.stdin", io.StringIO("Ada")):
            self.assertEqual(runpy.run_path("submission.py")["limit"], 7)
    def test_patch(self):
        with mock.patch("builtins.print") as print_:
            submission.hello("Ada")
        print_.assert_called_once_with("Ada")
    def test_input(self):
        with mock.patch("builtins.input", lambda prompt: prompt):
            self.assertEqual(submission.ask(), "Name? ")
"""

_AT_LOAD = """
import unittest
from submission import *
import submission

LIMIT = submission.limit + 1
GREETING = submission.hello("Ada")[0]
BOX = submission.Box(1)

class TestLoaded(unittest.TestCase):
    def test_loaded(self):
        self.assertEqual((LIMIT, GREETING, hello("x"), len(BOX)), (8, "H", "Hello, x!", 3))
        self.assertEqual(COUNT, 7)

COUNT = submission.limit
for number in range(COUNT):
    setattr(TestLoaded, f"test_{number}", lambda self: self.assertEqual(hello("x"), "Hello, x!"))
"""

_SHAPES = """
import submission

SIDES = [4]

class Square:
    def __init__(self, side):
        self.side = side
"""

_OF_SEVERAL = """
import importlib, runpy, sys, unittest
import submission
import shapes

class TestSeveral(unittest.TestCase):
    def test_both(self):
        self.assertEqual((submission.limit, shapes.SIDES), (7, [4]))
        self.assertEqual(shapes.Square(2).side, 2)
        self.assertIs(shapes.submission, submission)
    def test_again(self):
        importlib.reload(shapes)
        self.assertEqual(runpy.run_path("shapes.py")["SIDES"], [4])
        before = sys.modules.pop("shapes"), sys.modules.pop("submission")
        import shapes as again
        self.assertEqual(again.submission.limit, 7)
        sys.modules["shapes"], sys.modules["submission"] = before
"""

_CASE = {"title": "", "points": None, "hint": None, "hidden": False}
_RUNS = {**_CASE, "stdin": "Ada\n", "stdout": "Hello, Ada!\n"}


def _test_file(source: str, hidden: bool = False) -> dict[str, Any]:
    return {"fileName": "tests.py", "source": source, "hidden": hidden}


_JOBS: dict[str, dict[str, Any]] = {
    "in tests": {"testFiles": [_test_file(_IN_TESTS)]},
    "while tests load": {"testFiles": [_test_file(_AT_LOAD)]},
    "while hidden tests load": {"testFiles": [_test_file(_AT_LOAD, hidden=True)]},
    "in cases": {"testFiles": [], "cases": [_RUNS]},
    "with several files": {
        "testFiles": [_test_file(_OF_SEVERAL)],
        "otherFiles": [{"fileName": "shapes.py", "code": _SHAPES}],
    },
}

#: The judge does not use the values of these answers.
_WITHOUT_VALUE = ("set", "delete", "patch", "reload", "follow", "listen", "keep", "place", "?")

#: That the program has imported nothing more is never wrong: tests can still import it.
_NO_MODULES = ("modules", ["seq", "v", ["d"], []])


class _Answers(Channel):
    """The program's end. From the request of that number on, every answer to the same operation is
    wrong. ``requests`` has the operations of all requests."""

    def __init__(self, fd: int, wrong: tuple[int, Any] | None) -> None:
        super().__init__(fd)
        self._end = fd
        self._from, self._answer = wrong or (sys.maxsize, None)
        self._operation = ""
        self.requests: list[str] = []

    def receive(self) -> list[Any]:
        message = super().receive()
        self.requests.append(message[1])
        if len(self.requests) - 1 == self._from:
            self._operation = message[1]
        return message

    def send(self, message: list[Any]) -> None:
        asks = message[1] == "?"
        last = "?" if asks else self.requests[-1]
        if len(self.requests) <= self._from or last != self._operation or asks:
            super().send(message)
            return
        answer = self._answer
        if type(answer) is list and answer[:1] == ["seq"]:
            answer = [message[0], *answer[1:]]
        content = json.dumps(answer).encode()
        os.write(self._end, len(content).to_bytes(4, "big") + content)


def _judge(job: Job, wrong: tuple[int, Any] | None) -> tuple[dict[str, Any], list[str]]:
    """The last of the judge's frames of each kind, and the operations that it requested."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile("w+") as log:
        ours, theirs = (end.detach() for end in socket.socketpair())
        files = [os.memfd_create(name) for name in ("out", "err", "frames")]
        student = _forked(lambda: _serve(job, folder, (theirs, ours), files, wrong, log))
        os.close(theirs)
        judge = _forked(lambda: _judge_here(job, folder, ours, files))
        os.close(ours)
        status = os.waitstatus_to_exitcode(os.waitpid(judge, 0)[1])
        os.waitpid(student, 0)
        lines = os.pread(files[2], 1 << 24, 0).decode().splitlines()
        for file in files:
            os.close(file)
        log.seek(0)
        frames = {frame["kind"]: frame for frame in map(json.loads, lines)}
        # The supervisor, too, kills a judge that runs too long.
        if status not in (0, -signal.SIGKILL):
            frames["crash"] = {"kind": "crash", "status": status}
        return frames, json.loads(log.read() or "[]")


def _forked(run: Callable[[], None]) -> int:
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            for kind, limit in _LIMITS:
                resource.setrlimit(kind, (limit, limit))
            run()
            status = 0
        finally:
            os._exit(status)
    return pid


def _serve(
    job: Job,
    folder: str,
    ends: tuple[int, int],
    files: list[int],
    wrong: tuple[int, Any] | None,
    log: Any,
) -> None:
    os.close(ends[1])
    own = f"{folder}/program"
    os.mkdir(own)
    lay_out(job, own)
    os.chdir(own)
    sys.path.insert(0, own)
    sys.meta_path.insert(0, OwnImports(job.program, own))
    os.dup2(files[0], 1)
    os.dup2(files[1], 2)
    channel = _Answers(ends[0], wrong)
    server = Server(job, own, channel)
    server.connect()
    try:
        while True:
            server.answer_one()
    finally:
        log.write(json.dumps(channel.requests))
        log.flush()


def _judge_here(job: Job, folder: str, end: int, files: list[int]) -> None:
    def send(frame: dict[str, Any]) -> None:
        os.write(files[2], json.dumps(frame).encode() + b"\n")

    own = f"{folder}/tests"
    os.mkdir(own)
    judge_split(job, own, end, (files[0], files[1]), send)


def _job(parts: dict[str, Any], record: Any) -> Job:
    empty = {"fileName": "submission.py", "code": _PROGRAM, "files": []}
    return parse_job({**empty, **parts, "record": record, "recording": record is None})


#: An answer may be a large number that the tests then count up to.
_LIMITS = ((resource.RLIMIT_DATA, 512 * 1024 * 1024), (resource.RLIMIT_CPU, 4))

#: Imported here, so that the forked judges don't each import what the tests need.
_WARM = (asyncio, unittest.mock)


def main(share: int) -> int:
    make_warm()
    verdicts: collections.Counter[str] = collections.Counter()
    faults: list[str] = []
    for place, job, number, operation, answer in itertools.islice(_pairs(), 0, None, share):
        frames, _ = _judge(job, (number, answer))
        verdict = frames.get("verdict", {"verdict": "none"})
        verdicts[verdict["verdict"]] += 1
        if verdict["verdict"] in ("passed", "internal-error") or "crash" in frames:
            faults.append(f"{place}, {operation} {number}: {json.dumps(answer)[:600]}: {frames}")
    print(json.dumps(verdicts), *faults, sep="\n")
    return 1 if faults else 0


def _pairs() -> Iterator[tuple[str, Job, int, str, Any]]:
    """The place, the job, the request's number and operation, and the wrong answer."""
    for place, parts in _JOBS.items():
        frames, _ = _judge(_job(parts, None), None)
        job = _job(parts, frames["record"]["record"])
        frames, requests = _judge(job, None)
        if frames["verdict"]["verdict"] != "passed":
            raise RuntimeError(f"{place}: {frames['verdict']}")
        for number, operation in enumerate(requests):
            if operation in requests[:number] and "load" not in place:
                continue
            values = [] if operation in _WITHOUT_VALUE else VALUES
            for answer in EXCEPTIONS + MESSAGES + values:
                if (operation, answer) != _NO_MODULES:
                    yield place, job, number, operation, answer


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[2])))
