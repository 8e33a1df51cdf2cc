import unittest

from submission import greet


class GreetTest(unittest.TestCase):
    def test_greets_ada(self):
        self.assertEqual(greet("Ada"), "Hello, Ada!")

    def test_greets_grace(self):
        self.assertEqual(greet("Grace"), "Hello, Grace!")
