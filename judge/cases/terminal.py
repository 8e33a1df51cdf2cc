"""What a terminal shows while a program runs as a script: its output and what is typed."""

from collections.abc import Iterable, Sequence

# In characters. A program that prints more is stopped by the output limit soon after.
MAX_KEPT = 1_000_000

Entry = tuple[str, str]
"""A kind and a text. Kinds: ``printed`` to stdout, ``prompt`` of input(), ``typed`` by the person
at the keyboard, ``complaint`` to stderr; ``ended``, without text: the program asked for more lines
than are typed.
"""

KINDS = ("printed", "prompt", "typed", "complaint", "ended")


class Transcript:
    """Entries in their order; adjacent ones of the same kind are joined."""

    def __init__(self) -> None:
        self.size = 0
        self._entries: list[tuple[str, list[str]]] = []
        self._room = MAX_KEPT

    def add(self, kind: str, text: str) -> None:
        """Only ``ended`` may be without text; other empty entries are dropped."""
        text = text[: self._room]
        self._room -= len(text)
        self.size += len(text)
        if not text and kind != "ended":
            return
        if not self._entries or self._entries[-1][0] != kind:
            self._entries.append((kind, []))
        self._entries[-1][1].append(text)

    def take(self) -> list[Entry]:
        """All entries since the last call."""
        entries, self._entries, self.size = self._entries, [], 0
        return [(kind, "".join(parts)) for kind, parts in entries]


def shown(entries: Iterable[Entry]) -> str:
    """As on the screen, with the typed lines echoed."""
    return "".join(text for _, text in entries)


#: The fair ways to read a program's prompts, the likeliest first: without the prompts of input();
#: with them, as in a pipe; and without anything that is on a line when a line is typed, since
#: ``print("Name: ", end="")`` before a bare input() is a prompt, too.
READINGS = ("unprompted", "piped", "cut")


def output_read(entries: Iterable[Entry], reading: str) -> str:
    """The program's output in one of the READINGS."""
    if reading == "piped":
        return piped_output(entries)
    screen = _Screen(cut=reading == "cut")
    for kind, text in entries:
        screen.take(kind, text)
    return screen.output


class _Screen:
    """Takes entries in order; ``output`` is without prompts.

    Enter ends the line of a prompt. If a prompt is not answered, the program may end the line
    itself; that line end then counts as part of the prompt.
    """

    def __init__(self, cut: bool) -> None:
        self._cut = cut
        self._parts: list[str] = []
        #: Index in the parts where the last line of the output starts.
        self._line = 0
        self._is_line_empty = True
        self._has_prompt_only = False
        self._is_unanswered = False

    @property
    def output(self) -> str:
        return "".join(self._parts)

    def take(self, kind: str, text: str) -> None:
        if kind == "printed":
            self._print(text)
        elif kind == "prompt":
            on_own_line = "\n" in text or self._has_prompt_only or self._is_line_empty
            self._is_line_empty = text.endswith("\n")
            self._has_prompt_only = on_own_line and not self._is_line_empty
        elif kind in ("typed", "ended"):
            has_prompt = self._has_prompt_only or self._cut and not self._is_line_empty
            self._is_unanswered = kind == "ended" and has_prompt
            self._is_line_empty = kind == "typed"
            self._has_prompt_only = False
            if self._cut:
                del self._parts[self._line :]

    def _print(self, text: str) -> None:
        if self._is_unanswered:
            text = text[text.startswith("\r\n") :].removeprefix("\n")
            self._is_unanswered = False
            self._is_line_empty = True
        lines = text[: text.rfind("\n") + 1]
        self._parts.append(lines)
        if lines:
            self._line = len(self._parts)
        if rest := text[len(lines) :]:
            self._parts.append(rest)
        self._is_line_empty = not rest and (self._is_line_empty or bool(lines))
        self._has_prompt_only &= not text


def without_questions(entries: Sequence[Entry]) -> tuple[str, str | None]:
    """The output without each line printed right before a line is typed, and the first of these: a
    question that print() asks instead of input()."""
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
