class Suit:
    pass


class Card:
    def __init__(self, suit, rank):
        pass


class Point:
    def __init__(self, x, y):
        pass
