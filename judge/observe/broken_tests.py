"""Why tests can't be run, for teachers; students only learn that it is no fault of theirs."""

from dataclasses import dataclass
from typing import Any

from ..job import Case, TestFile
from ..report.text import safe_str
from ..report.trace import describe
from ..test_files.missing import MissingName

NO_TEST = "has no test; write a class that extends unittest.TestCase, with methods named test_…"


@dataclass(frozen=True)
class Reason:
    """A sentence to follow on the file's name. ``case`` is the number of a case of cases.yaml."""

    file_name: str
    message: str
    line: int | None = None
    case: int | None = None

    def frame(self) -> dict[str, Any]:
        broken = {"fileName": self.file_name, "line": self.line, "case": self.case}
        return {"kind": "observed", "broken": {**broken, "message": self.message}}


def reason_of_load(error: BaseException, file: TestFile, module_name: str) -> Reason:
    """A test file that raises ``error`` while it is loaded."""
    if isinstance(error, SyntaxError) and error.filename == file.file_name:
        written = (error.text or "").strip()
        message = f"is not valid Python: {error.msg}" + (f", in `{written}`" if written else "")
        return Reason(file.file_name, message, error.lineno)
    line = _line_in(error, file.file_name)
    return Reason(file.file_name, f"does not load: {_in_words(error, module_name)}", line)


def reason_of_case(case: Case, error: BaseException) -> Reason:
    what = "call" if case.call is not None and case.returns is None else "call or returns"
    message = f"{what} is nothing that Python understands: {safe_str(error)}"
    return Reason("cases.yaml", message, case=case.number)


def _in_words(error: BaseException, module_name: str) -> str:
    words = describe(error)
    if isinstance(error, ModuleNotFoundError):
        return f"{words}; tests import the student's file as `{module_name}`"
    if isinstance(error, MissingName):
        return "it uses a name that the program does not define"
    if isinstance(error, SystemExit):
        return (
            "it ends Python as a whole; put unittest.main() below `if __name__ == "
            '"__main__":`, or remove it'
        )
    return words


def _line_in(error: BaseException, file_name: str) -> int | None:
    line, step = None, error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename == file_name:
            line = step.tb_lineno
        step = step.tb_next
    return line
