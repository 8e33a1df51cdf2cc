"""Remarks on tests that test nothing, based on what was reached while they ran."""

from collections.abc import Collection, Iterator
from typing import Any

from ..common.program import Program
from .marked_source import MarkedSource

Remark = dict[str, Any]


def remark(
    file_name: str,
    line: int,
    message: str,
    *,
    fault: bool = False,
    asserts_nothing: str | None = None,
) -> Remark:
    """``asserts_nothing`` is the name of a test if the sentence says that it asserts nothing."""
    return {
        "fileName": file_name,
        "line": line,
        "fault": fault,
        "message": message,
        "assertsNothing": asserts_nothing,
    }


def remarks_of_test(
    place: tuple[str, int], name: str, program: Program, *, asserts: bool, uses: bool
) -> Iterator[Remark]:
    """Remarks on a test that has passed."""
    method = name.rpartition(".")[2]
    if not asserts:
        yield remark(
            *place,
            f"`{method}` reaches no assertion, so every program that raises no exception passes it;"
            " assert something, or decorate it with @smoke (from touchstone import smoke) if that"
            " is what it tests",
            fault=True,
            asserts_nothing=name,
        )
    elif not uses:
        names = [each.name for each in program.files]
        files = " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))
        yield remark(
            *place,
            f"`{method}` never uses {files}, so every program passes it; call what the student"
            " should write",
            fault=True,
        )


def remarks_of_file(
    file_name: str,
    source: MarkedSource,
    *,
    entered: Collection[int],
    reached: Collection[int],
) -> Iterator[Remark]:
    """Functions with assertions that were never called, and other assertions never reached."""
    asserting = {site.function_line for site in source.sites}
    for line, function in source.functions.items():
        if line in entered:
            continue
        is_inner = line in source.inner_lines
        if function.name.startswith("test") and not is_inner:
            why = (
                "`load_tests` leaves it out"
                if source.has_load_tests
                else "is it where unittest looks for it?"
            )
            yield remark(file_name, line, f"`{function.name}` never runs; {why}")
        elif line in asserting:
            advice = "" if is_inner else "; start its name with test_, or call it"
            message = f"`{function.name}` has assertions, but nothing calls it{advice}"
            yield remark(file_name, line, message)
    for site in source.sites:
        lines = range(site.line, site.end_line + 1)
        if site.function_line in entered and not any(line in reached for line in lines):
            yield remark(
                file_name,
                site.line,
                "this assertion is not reached when the model solution is graded, so it tests"
                " nothing",
            )
