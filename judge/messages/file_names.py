"""Names the file that a sentence is about, for programs of several files."""

import re

_LINES = re.compile(r"\b[Ll]ines? \d+(?:(?:, \d+)* and \d+)?\b")


def naming_file(sentence: str, of: str) -> str:
    """The sentence, with the name of the file after the first line number that it mentions: ``of``
    is empty, or " of shapes.py". All lines in the sentence must be of that file."""
    return _LINES.sub(lambda found: f"{found[0]}{of}", sentence, count=1) if of else sentence
