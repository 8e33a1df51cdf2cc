import re

PIECE = re.compile(r"\s*([0-9]+\.[0-9]+|[0-9]+|[-+*/()])\s*")


def calculate(text: str) -> float:
    reader = Reader(split_into_pieces(text))
    value = reader.read_expression()
    if reader.next_piece() is not None:
        raise ValueError(f"unexpected {reader.next_piece()}")
    return value


def split_into_pieces(text: str) -> list[str]:
    pieces: list[str] = []
    position = 0
    while position < len(text):
        match = PIECE.match(text, position)
        if match is None:
            raise ValueError(f"cannot read {text[position:]!r}")
        pieces.append(match.group(1))
        position = match.end()
    return pieces


class Reader:
    """Reads pieces from left to right; one method for each line of the grammar."""

    def __init__(self, pieces: list[str]) -> None:
        self.pieces = pieces
        self.position = 0

    def next_piece(self) -> str | None:
        if self.position < len(self.pieces):
            return self.pieces[self.position]
        return None

    def take(self) -> str:
        piece = self.next_piece()
        if piece is None:
            raise ValueError("the calculation ends too early")
        self.position += 1
        return piece

    def read_expression(self) -> float:
        value = self.read_term()
        while self.next_piece() in ("+", "-"):
            if self.take() == "+":
                value += self.read_term()
            else:
                value -= self.read_term()
        return value

    def read_term(self) -> float:
        value = self.read_factor()
        while self.next_piece() in ("*", "/"):
            if self.take() == "*":
                value *= self.read_factor()
            else:
                value /= self.read_factor()
        return value

    def read_factor(self) -> float:
        piece = self.take()
        if piece == "-":
            return -self.read_factor()
        if piece == "(":
            value = self.read_expression()
            if self.take() != ")":
                raise ValueError("a parenthesis is not closed")
            return value
        if piece[0].isdigit():
            return float(piece)
        raise ValueError(f"unexpected {piece}")
