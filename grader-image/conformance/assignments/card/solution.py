import enum
from collections import namedtuple
from dataclasses import dataclass


class Suit(enum.Enum):
    HEARTS = 1
    SPADES = 2


@dataclass(frozen=True)
class Card:
    suit: Suit
    rank: int = 2


Point = namedtuple("Point", ["x", "y"])
