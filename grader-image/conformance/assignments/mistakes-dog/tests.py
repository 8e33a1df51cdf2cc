import unittest

from submission import Dog


class DogTest(unittest.TestCase):
    def test_has_a_name(self):
        self.assertEqual(Dog("Rex").name, "Rex")

    def test_barks(self):
        self.assertEqual(Dog("Rex").bark(), "Rex says woof")
