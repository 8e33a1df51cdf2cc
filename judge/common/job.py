"""The input of a grading, and the frames that report its progress.

A judge gets a job and a ``send`` function. It sends frames, JSON objects with a ``kind``, in this
order; the middle ones can occur any number of times:

    plan     tests: [{name, title, points, hint, hidden}], all tests that will run, in order
    started  name: the test that starts now
    test     result: the test that has finished; a later frame for the same name replaces it. It has
             ``file`` beside ``line`` if the program has several files, and ``teacherMessage``
             if ``message`` starts with words of the teacher
    output   text: what the program printed outside hidden tests; the first 64 KiB in all
    record   record: {tests: [names], uses: {name: [uses]}}, on request (remote/uses.py)
    observed places, failures, remarks, broken: for checks of the course, on request
             (observe/observer.py)
    verdict  verdict, message: always last

``plan`` is missing if the program did not load. A grading without ``verdict`` was cut short, and
never counts as passed.
"""

import base64
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

from .program import Program, stem

# While a script runs in this process, os._exit ends only the script (cases/script_end.py).
_exit = os._exit
# From PEP 263.
_CODING = re.compile(r"^([ \t\f]*#.*?coding[:=][ \t]*)[-\w.]+")

Frame = dict[str, Any]
Send = Callable[[Frame], object]
Files = tuple[tuple[str, bytes], ...]


@dataclass(frozen=True)
class TestFile:
    file_name: str
    source: str
    hidden: bool

    @property
    def module_name(self) -> str:
        return stem(self.file_name)


@dataclass(frozen=True)
class Construct:
    """What a rule forbids or requires: ``import`` of a module, ``call``, ``loop``, ``recursion``.

    ``name`` is None for any of its kind.
    """

    kind: str
    name: str | None


@dataclass(frozen=True)
class Case:
    """One entry of cases.yaml; ``number`` counts from 1.

    Either a script run: ``stdin`` is typed, ``stdout`` is the expected output, ``compare`` is one
    of the modes in cases/compare_output.py. Or a call: ``call`` is an expression, ``returns`` a
    Python literal or None, ``raises`` None or an exception's name, optionally followed by ": " and
    a part of its message; ``model_names`` are built-in names that the model solution redefines
    (cases/call.py). Or ``code``: statements, of which all else is as for a call. ``stdin`` is None
    for a call without a terminal, ``stdout`` is None if the output does not count. ``writes`` are
    names and texts of files that the program should write, compared like the output.

    Or a rule: ``constructs`` are forbidden or required in the file's text, and ``message`` is the
    teacher's sentence about it (cases/rules.py).
    """

    number: int
    title: str
    points: float | None
    hint: str | None
    hidden: bool
    stdin: str | None
    stdout: str | None
    compare: str
    call: str | None
    code: str | None
    returns: str | None
    raises: str | None
    model_names: tuple[str, ...] = ()
    writes: tuple[tuple[str, str], ...] = ()
    constructs: tuple[Construct, ...] = ()
    forbids: bool = False
    message: str | None = None

    @property
    def is_script(self) -> bool:
        return self.call is None and self.code is None and not self.constructs

    @property
    def uses_module(self) -> bool:
        return self.call is not None or self.code is not None

    @property
    def written_names(self) -> list[str]:
        return [name for name, _ in self.writes]

    @property
    def name(self) -> str:
        return f"cases.{self.number}"


@dataclass(frozen=True)
class Job:
    """A student's program, the tests that import it, the cases, and the files beside it."""

    program: Program
    test_files: tuple[TestFile, ...]
    files: Files
    cases: tuple[Case, ...] = ()
    #: Names of the tests that the model solution passed, and what each used; None if not made yet.
    record: dict[str, Any] | None = None
    #: Whether the program is the model solution, whose record should be made.
    recording: bool = False
    #: Whether to report which parts of the tests run, for a check of the course.
    observing: bool = False

    @property
    def file_name(self) -> str:
        """The file that runs as a script."""
        return self.program.main.name

    @property
    def code(self) -> str:
        return self.program.main.code


def parse_job(data: dict[str, Any]) -> Job:
    """The student's process gets only the student's half of the job, without tests."""
    return Job(
        program=Program(
            [
                # Python skips a byte order mark in files, and in files only.
                (each["fileName"], each["code"].removeprefix("\ufeff"))
                for each in (data, *data.get("otherFiles", ()))
            ]
        ),
        test_files=tuple(
            TestFile(each["fileName"], each["source"], each["hidden"])
            for each in data.get("testFiles", ())
        ),
        files=parse_files(data),
        cases=tuple(
            _parse_case(number, each) for number, each in enumerate(data.get("cases", ()), 1)
        ),
        record=data.get("record"),
        recording=data.get("recording", False),
        observing=data.get("observing", False),
    )


def parse_files(data: dict[str, Any]) -> Files:
    """The files beside the program, from either half of a job."""
    return tuple((each["path"], base64.b64decode(each["contentBase64"])) for each in data["files"])


def _parse_case(number: int, data: dict[str, Any]) -> Case:
    is_script = not {"call", "code", "constructs"} & data.keys()
    has_terminal = is_script or "stdin" in data or "stdout" in data
    return Case(
        number=number,
        title=data["title"],
        points=data["points"],
        hint=data["hint"],
        hidden=data["hidden"],
        stdin=data.get("stdin", "") if has_terminal else None,
        stdout=data.get("stdout"),
        compare=data.get("compare", "lines"),
        call=data.get("call"),
        code=data.get("code"),
        returns=data.get("returns"),
        raises=data.get("raises"),
        model_names=tuple(data.get("modelNames", ())),
        writes=tuple(data.get("writes", {}).items()),
        constructs=tuple(
            Construct(each["kind"], each["name"]) for each in data.get("constructs", ())
        ),
        forbids=data.get("forbids", False),
        message=data.get("message"),
    )


def until_verdict(send: Send) -> Send:
    """Sends nothing after the verdict, and nothing from a forked copy of this process."""
    judge_process = os.getpid()
    is_done = False

    def send_until_verdict(frame: Frame) -> None:
        nonlocal is_done
        if os.getpid() != judge_process:
            _exit(1)
        if not is_done:
            is_done = frame["kind"] == "verdict"
            send(frame)

    return send_until_verdict


def lay_out(job: Job, folder: str) -> None:
    """Writes the program and the files beside it, read-only. Tests stay in memory."""
    lay_out_files(job.files, folder)
    for file in job.program.files:
        _write(folder, file.name, _as_it_is_read(file.code).encode("utf-8", "surrogatepass"))


def lay_out_files(files: Files, folder: str) -> None:
    """Writes only the files beside the program."""
    for path, content in files:
        _write(folder, path, content)


def check_laid_out(files: Files, folder: str) -> None:
    """Raises OSError or ValueError unless all files are in the folder, complete."""
    for path, content in files:
        if os.path.getsize(f"{folder}/{_inside(path)}") != len(content):
            raise ValueError(f"{path!r} does not fit into the folder")


def _as_it_is_read(code: str) -> str:
    """Replaces an encoding declaration in the first two lines by utf-8, which the file is written
    in, so that code that reads the file sees what was run."""
    if "coding" not in code[:1_000]:
        return code
    lines = code.split("\n", 2)
    return "\n".join([*(_CODING.sub(r"\1utf-8", line) for line in lines[:2]), *lines[2:]])


def _write(folder: str, path: str, content: bytes) -> None:
    target = f"{folder}/{_inside(path)}"
    if "/" in path:
        os.makedirs(os.path.dirname(target), exist_ok=True)
    file = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o444)
    try:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(file, rest) :]
    finally:
        os.close(file)


def _inside(path: str) -> str:
    if path.startswith("/") or ".." in path.split("/"):
        _refuse(path)
    return path


def _refuse(path: str) -> NoReturn:
    raise ValueError(f"{path!r} is not in the folder of the program")
