import unittest

from submission import Card, Point, Suit


class TestCard(unittest.TestCase):
    def test_names(self):
        self.assertEqual(Suit.HEARTS.name, "HEARTS")
        self.assertEqual(Suit.SPADES.value, 2)

    def test_look_up(self):
        self.assertIs(Suit(1), Suit.HEARTS)
        self.assertEqual([suit.name for suit in Suit], ["HEARTS", "SPADES"])

    def test_card(self):
        card = Card(Suit.HEARTS, 5)
        self.assertEqual(card.rank, 5)
        self.assertEqual(card.suit, Suit.HEARTS)

    def test_default(self):
        self.assertEqual(Card(Suit.SPADES).rank, 2)

    def test_equal(self):
        self.assertEqual(Card(Suit.HEARTS, 5), Card(Suit.HEARTS, 5))
        self.assertNotEqual(Card(Suit.HEARTS, 5), Card(Suit.SPADES, 5))

    def test_frozen(self):
        card = Card(Suit.HEARTS)
        with self.assertRaises(AttributeError):
            card.rank = 3

    def test_point(self):
        self.assertEqual(Point(1, 2), (1, 2))
        self.assertEqual(Point(x=3, y=4).y, 4)
        x, y = Point(5, 6)
        self.assertEqual(x + y, 11)
