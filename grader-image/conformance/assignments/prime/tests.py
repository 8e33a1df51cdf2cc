import unittest

from submission import is_prime


class TestIsPrime(unittest.TestCase):
    def test_seven(self):
        self.assertTrue(is_prime(7))

    def test_nine(self):
        self.assertIs(is_prime(9), False)

    def test_one(self):
        self.assertIsNotNone(is_prime(1))
        self.assertFalse(is_prime(1))

    def test_all_below_thirty(self):
        found = [n for n in range(30) if is_prime(n)]
        self.assertEqual(found, [2, 3, 5, 7, 11, 13, 17, 19, 23, 29])

    def test_both_ways(self):
        for n, prime in ((2, True), (4, False), (97, True), (91, False)):
            with self.subTest(n=n):
                if prime:
                    self.assertTrue(is_prime(n))
                else:
                    self.assertFalse(is_prime(n), f"{n} is no prime number")
