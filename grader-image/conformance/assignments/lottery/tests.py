import random
import unittest

from submission import total


class TestTotal(unittest.TestCase):
    def test_chance(self):
        numbers = [random.randint(1, 10**6) for _ in range(5)]
        expected = 0
        for number in numbers:
            expected += number
        self.assertEqual(total(numbers), expected)

    def test_chosen(self):
        number = random.choice(range(10**6, 10**7))
        self.assertEqual(total([number]), number)
