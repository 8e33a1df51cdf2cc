"""What a terminal shows while a program runs as a script: what it prints and what is typed."""

from collections.abc import Iterable, Sequence

# In characters. A program that prints more is stopped by the output limit soon after.
KEPT_MAX = 1_000_000

Entry = tuple[str, str]
"""A kind and a text. Kinds: ``printed`` to stdout, ``prompt`` of input(), ``typed`` by the person
at the keyboard, ``complaint`` to stderr; ``ended``, without text: more was asked for than is typed.
"""

KINDS = ("printed", "prompt", "typed", "complaint", "ended")


class Transcript:
    """Entries in the order in which they came; neighbours of one kind become one."""

    def __init__(self) -> None:
        self.size = 0
        self._entries: list[tuple[str, list[str]]] = []
        self._room = KEPT_MAX

    def add(self, kind: str, text: str) -> None:
        """``ended`` has no text, and of the others nothing is kept without."""
        text = text[: self._room]
        self._room -= len(text)
        self.size += len(text)
        if not text and kind != "ended":
            return
        if not self._entries or self._entries[-1][0] != kind:
            self._entries.append((kind, []))
        self._entries[-1][1].append(text)

    def take(self) -> list[Entry]:
        """All since this was last called."""
        entries, self._entries, self.size = self._entries, [], 0
        return [(kind, "".join(parts)) for kind, parts in entries]


def shown(entries: Iterable[Entry]) -> str:
    """As it stands on the screen, the typed lines echoed."""
    return "".join(text for _, text in entries)


#: The ways in which a fair reader may take a program's prompts, the likeliest first. Without the
#: prompts of input(); as it comes out of a pipe, with them; and without what stands on a line when
#: something is typed, however it got there: ``print("Name: ", end="")`` before a bare input() is a
#: prompt in all but name.
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
    """Takes entries as they come; ``output`` is without prompts.

    Enter ends the line of a prompt. Of one that is not answered a program may end it by a line end
    of its own, which is part of the prompt then.
    """

    def __init__(self, cut: bool) -> None:
        self._cut = cut
        self._parts: list[str] = []
        #: Where in the parts the line begins that stands last in the output.
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
            stands = self._has_prompt_only or self._cut and not self._is_line_empty
            self._is_unanswered = kind == "ended" and stands
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
