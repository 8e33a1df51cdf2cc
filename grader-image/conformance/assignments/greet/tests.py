import unittest

from submission import hello


class TestHello(unittest.TestCase):
    def test_world(self):
        """Greets the world"""
        self.assertEqual(hello("World"), "Hello, World!")

    def test_other(self):
        """Greets any name"""
        self.assertEqual(hello("Ada"), "Hello, Ada!")
