"""Why tests cannot be run, for teachers. Students only read that it is not their fault."""

from dataclasses import dataclass
from typing import Any

from ..common.job import Case, TestFile
from ..common.program import Program
from ..common.text import safe_str
from ..messages.place import last_step_in
from ..program.trace import describe
from ..test_files.missing import MissingName

NO_TEST = "has no tests; write a class that extends unittest.TestCase, with methods named test_…"


@dataclass(frozen=True)
class Reason:
    """A sentence without its subject, the file. ``case`` is the number of a case in cases.yaml."""

    file_name: str
    message: str
    line: int | None = None
    case: int | None = None

    def frame(self) -> dict[str, Any]:
        broken = {"fileName": self.file_name, "line": self.line, "case": self.case}
        return {"kind": "observed", "broken": {**broken, "message": self.message}}


def reason_of_load(error: BaseException, file: TestFile, program: Program) -> Reason:
    """A test file that raises ``error`` while it is loaded."""
    if isinstance(error, SyntaxError) and error.filename == file.file_name:
        written = (error.text or "").strip()
        message = f"is not valid Python: {error.msg}" + (f", in `{written}`" if written else "")
        return Reason(file.file_name, message, error.lineno)
    step = last_step_in(file.file_name, error)
    message = f"does not load: {_cause(error, program)}"
    return Reason(file.file_name, message, step and step.tb_lineno)


def reason_of_case(case: Case, error: BaseException) -> Reason:
    key = "call" if case.code is None else "code"
    what = key if case.returns is None else f"{key} or returns"
    words = safe_str(error)
    if case.code is not None and isinstance(error, SyntaxError):
        line = f", in its line {error.lineno}" if error.lineno else ""
        what, words = "code", f"{error.msg}{line}"
    message = f"{what} can't be used: {words}"
    return Reason("cases.yaml", message, case=case.number)


def _cause(error: BaseException, program: Program) -> str:
    words = describe(error)
    if isinstance(error, ModuleNotFoundError):
        return f"{words}; tests import the student's {_modules(program)}"
    if isinstance(error, MissingName):
        return "it uses a name that the program does not define"
    if isinstance(error, SystemExit):
        return (
            'it exits Python; put unittest.main() below `if __name__ == "__main__":`, or remove it'
        )
    return words


def _modules(program: Program) -> str:
    names = [f"`{each.module_name}`" for each in program.files]
    if len(names) == 1:
        return f"file as {names[0]}"
    return f"files as {', '.join(names[:-1])} and {names[-1]}"
