"""What a terminal shows while a program runs as a script: what it prints and what is typed."""

from collections.abc import Iterable, Sequence

# In characters. A program that prints more is stopped by the output limit soon after.
KEPT_MAX = 1_000_000

Entry = tuple[str, str]
"""A kind and a text. Kinds: ``printed`` to stdout, ``prompt`` of input(), ``typed`` by the person
at the keyboard, ``complaint`` to stderr."""


class Transcript:
    """Entries in the order in which they came; neighbours of one kind become one."""

    def __init__(self) -> None:
        self._entries: list[tuple[str, list[str]]] = []
        self._room = KEPT_MAX

    def add(self, kind: str, text: str) -> None:
        text = text[: self._room]
        self._room -= len(text)
        if not text:
            return
        if not self._entries or self._entries[-1][0] != kind:
            self._entries.append((kind, []))
        self._entries[-1][1].append(text)

    def entries(self) -> list[Entry]:
        return [(kind, "".join(parts)) for kind, parts in self._entries]


def shown(entries: Iterable[Entry]) -> str:
    """As it stands on the screen, the typed lines echoed."""
    return "".join(text for _, text in entries)


def outputs(entries: Sequence[Entry]) -> list[str]:
    """The texts that a fair reader may take for the program's output, the likeliest first.

    Without the prompts of input(); as it comes out of a pipe, with them; and without what was
    left standing on a line in which then something was typed, however it got there:
    ``print("Name: ", end="")`` before a bare input() is a prompt in all but name.
    """
    unprompted = "".join(text for kind, text in entries if kind == "printed")
    piped = piped_output(entries)
    lines: list[str] = []
    for kind, text in entries:
        if kind == "typed" and lines:
            lines[-1] = lines[-1][: lines[-1].rfind("\n") + 1]
        elif kind == "printed":
            lines.append(text)
    found: list[str] = []
    for text in (unprompted, piped, "".join(lines)):
        if text not in found:
            found.append(text)
    return found


def without_questions(entries: Sequence[Entry]) -> tuple[str, str | None]:
    """What is printed but for each line right before something is typed, and the first of these:
    a question asked by print() where input() would have done."""
    kept: list[str] = []
    first: str | None = None
    for kind, text in entries:
        if kind == "printed":
            kept.append(text)
        elif kind == "typed" and kept and kept[-1].endswith("\n"):
            before, _, question = kept[-1].removesuffix("\n").rpartition("\n")
            kept[-1] = f"{before}\n" if before else ""
            first = first or question or None
    return "".join(kept), first


def piped_output(entries: Iterable[Entry]) -> str:
    """All that went to stdout, prompts included: what ``python3 file.py < stdin`` prints."""
    return "".join(text for kind, text in entries if kind in ("printed", "prompt"))
