"""How sentences name what was compared: the output of a script or a call, or a file."""

from dataclasses import dataclass

from ..common.text import clip

_MAX_QUOTED = 160


@dataclass(frozen=True)
class Told:
    """``who`` prints or writes; ``whole`` is all that it has printed or written."""

    who: str
    whole: str
    #: "print", or "write" if it is a file.
    verb: str = "print"
    #: Empty, or " of notes.txt".
    of: str = ""
    #: Empty, or " into notes.txt".
    into: str = ""

    @property
    def verbs(self) -> str:
        return f"{self.verb}s"

    @property
    def who_within(self) -> str:
        """Within a sentence."""
        return self.who[0].lower() + self.who[1:]

    def place(self, what: str, number: int | None = None) -> str:
        """``Printed line 2``, ``Line 2 of notes.txt``; without a number, the only one."""
        if self.of:
            return f"{what.capitalize()} {number}{self.of}" if number else f"The {what}{self.of}"
        return f"Printed {what} {number}" if number else f"The printed {what}"


SCRIPT = Told("Your program", "Your program's output")


def told_of_call(call: str) -> Told:
    shown = f"`{clip(call, _MAX_QUOTED)}`"
    return Told(shown, f"The output of {shown}")


#: Statements of a case.
CODE = Told("This code", "The output of this code")


def told_of_file(told: Told, name: str) -> Told:
    """For a file that a script or a call should write."""
    return Told(told.who, f"The file {name}", "write", f" of {name}", f" into {name}")
