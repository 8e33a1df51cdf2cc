"""Sends random messages to the judge's side of the border, in this process.

    fuzz_decoder.py FOLDER_OF_JUDGE SEED COUNT

With any message, a request must end with a value, with the exception in the message, or with a
fault that fails the test. Prints the counts of these outcomes as JSON. If anything else happens,
the exit status is 1, and the output has the number and the hexadecimal bytes of the message.
"""

import collections
import contextlib
import io
import json
import os
import resource
import sys
from collections.abc import Callable
from importlib.machinery import ModuleSpec
from typing import Any

sys.path.insert(0, sys.argv[1])

from messages import MessageMaker

from judge.border.channel import Channel
from judge.border.exception_marks import student_trace_of
from judge.border.faults import BorderFault
from judge.border.plain import RECURSION
from judge.remote.student_session import Session
from judge.remote.uses import Uses
from judge.test_files.test_code import TestCode

_MAX_MEMORY_BYTES = 512 * 1024 * 1024


def main(seed: int, count: int) -> int:
    sys.setrecursionlimit(sys.getrecursionlimit() + RECURSION)
    resource.setrlimit(resource.RLIMIT_DATA, (_MAX_MEMORY_BYTES, _MAX_MEMORY_BYTES))
    maker = MessageMaker(seed)
    # For random questions that ask for input.
    sys.stdin = io.StringIO()
    outcomes: collections.Counter[str] = collections.Counter()
    for number in range(count):
        message = maker.message()
        try:
            # Drops the prompts of random questions.
            with contextlib.redirect_stdout(io.StringIO()):
                outcomes[_outcome(message)] += 1
        except BaseException as error:
            what = f"{type(error).__name__}: {error}"
            print(f"message {number} of seed {seed}: {what}\n{message[:2_000].hex()}")
            return 1
    print(json.dumps(outcomes))
    return 0


def _outcome(message: bytes) -> str:
    """Sends a request with a list and a function of a test; the message is the answer."""
    reading, writing = os.pipe()
    # Reading more than the message fails, as at the end of the channel.
    os.set_blocking(reading, False)
    answers = _Answers(reading, writing, message)
    session = Session(answers, Uses({}), lambda: None, lambda: None)
    try:
        session.request("call", [1, 2, 3], iter([1]), _GIVEN)
    except BorderFault:
        if session.fault() is None:
            raise RuntimeError("the session has not recorded the fault") from None
        return "fault"
    except Exception as error:
        if student_trace_of(error) is None:
            raise
        return "exception"
    finally:
        answers.close()
    return "value"


def _function_of_a_test() -> Callable[..., Any]:
    names: dict[str, Any] = {"__spec__": ModuleSpec("tests", TestCode())}
    exec("def given():\n    pass\n", names)
    return names["given"]


_GIVEN = _function_of_a_test()


class _Answers(Channel):
    """Answers every message with the same bytes, and closes the channel after a few."""

    def __init__(self, reading: int, writing: int, message: bytes) -> None:
        super().__init__(reading)
        self._reading = reading
        self._writing = writing
        self._message = message
        self._left = 3

    def send(self, message: list[object]) -> None:
        if self._left and self._writing >= 0:
            self._left -= 1
            os.write(self._writing, self._message[: 64 * 1024])
        if not self._left or len(self._message) > 64 * 1024:
            self._end()

    def close(self) -> None:
        self._end()
        os.close(self._reading)

    def _end(self) -> None:
        if self._writing >= 0:
            os.close(self._writing)
            self._writing = -1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[2]), int(sys.argv[3])))
