"""What is to be judged, and the frames that tell how it went.

A judge is handed a job and a ``send`` function, and sends frames (JSON objects, told apart by
``kind``) in this order, the middle three as often as there is something to tell:

    plan     tests: [{name, title, points, hint, hidden}], all that will run, in order
    started  name: the test that runs from now on
    test     result: the test that has ended; a later frame for the same name replaces it
    output   text: what the program printed, outside hidden tests; its first 64 KiB in all
    verdict  verdict, message: the judge's last word

``plan`` is missing when the program did not load. A judging without ``verdict`` was cut short,
and is never a pass.
"""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, NoReturn

Frame = dict[str, Any]
Send = Callable[[Frame], None]


@dataclass(frozen=True)
class TestFile:
    file_name: str
    source: str
    hidden: bool

    @property
    def module_name(self) -> str:
        return PurePosixPath(self.file_name).stem


@dataclass(frozen=True)
class Case:
    """One entry of cases.yaml; ``number`` counts from 1.

    Either a script run: ``stdin`` is typed, ``stdout`` should be printed, ``compare`` as in
    compare_output.py. Or a call: ``call`` is an expression, ``returns`` a Python literal or None,
    ``raises`` an exception's name, maybe with ": " and a part of its message, or None.
    """

    number: int
    title: str
    points: float | None
    hint: str | None
    hidden: bool
    stdin: str
    stdout: str
    compare: str
    call: str | None
    returns: str | None
    raises: str | None

    @property
    def name(self) -> str:
        return f"cases.{self.number}"


@dataclass(frozen=True)
class Job:
    """A student's file, the tests that import it, the cases, and what lies beside it."""

    file_name: str
    code: str
    test_files: tuple[TestFile, ...]
    files: tuple[tuple[str, bytes], ...]
    cases: tuple[Case, ...] = ()

    @property
    def module_name(self) -> str:
        return PurePosixPath(self.file_name).stem


def parse_job(data: dict[str, Any]) -> Job:
    return Job(
        file_name=data["fileName"],
        # Python skips a byte order mark in files, and in files only.
        code=data["code"].removeprefix("\ufeff"),
        test_files=tuple(
            TestFile(each["fileName"], each["source"], each["hidden"]) for each in data["testFiles"]
        ),
        files=tuple(
            (each["path"], base64.b64decode(each["contentBase64"])) for each in data["files"]
        ),
        cases=tuple(
            _parse_case(number, each) for number, each in enumerate(data.get("cases", []), 1)
        ),
    )


def _parse_case(number: int, data: dict[str, Any]) -> Case:
    return Case(
        number=number,
        title=data["title"],
        points=data["points"],
        hint=data["hint"],
        hidden=data["hidden"],
        stdin=data.get("stdin", ""),
        stdout=data.get("stdout", ""),
        compare=data.get("compare", "lines"),
        call=data.get("call"),
        returns=data.get("returns"),
        raises=data.get("raises"),
    )


def lay_out(job: Job, folder: Path) -> None:
    """Writes the student's file and what lies beside it, read-only; tests stay in memory."""
    for path, content in [*job.files, (job.file_name, job.code.encode("utf-8", "surrogatepass"))]:
        target = folder / _inside(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        target.chmod(0o444)


def _inside(path: str) -> PurePosixPath:
    relative = PurePosixPath(path)
    if relative.is_absolute() or ".." in relative.parts:
        _refuse(path)
    return relative


def _refuse(path: str) -> NoReturn:
    raise ValueError(f"{path!r} does not lie beside the student's file")
