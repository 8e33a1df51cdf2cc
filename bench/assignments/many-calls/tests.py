"""30 tests that call the student's function 1,000 times in all."""

import unittest

from submission import digit_sum


class DigitSumTest(unittest.TestCase):
    def check(self, first, end):
        for number in range(first, end):
            self.assertEqual(digit_sum(number), sum(int(digit) for digit in str(number)))

    def test_from_0(self):
        self.check(0, 34)

    def test_from_34(self):
        self.check(34, 68)

    def test_from_68(self):
        self.check(68, 102)

    def test_from_102(self):
        self.check(102, 136)

    def test_from_136(self):
        self.check(136, 170)

    def test_from_170(self):
        self.check(170, 204)

    def test_from_204(self):
        self.check(204, 238)

    def test_from_238(self):
        self.check(238, 272)

    def test_from_272(self):
        self.check(272, 306)

    def test_from_306(self):
        self.check(306, 340)

    def test_from_340(self):
        self.check(340, 373)

    def test_from_373(self):
        self.check(373, 406)

    def test_from_406(self):
        self.check(406, 439)

    def test_from_439(self):
        self.check(439, 472)

    def test_from_472(self):
        self.check(472, 505)

    def test_from_505(self):
        self.check(505, 538)

    def test_from_538(self):
        self.check(538, 571)

    def test_from_571(self):
        self.check(571, 604)

    def test_from_604(self):
        self.check(604, 637)

    def test_from_637(self):
        self.check(637, 670)

    def test_from_670(self):
        self.check(670, 703)

    def test_from_703(self):
        self.check(703, 736)

    def test_from_736(self):
        self.check(736, 769)

    def test_from_769(self):
        self.check(769, 802)

    def test_from_802(self):
        self.check(802, 835)

    def test_from_835(self):
        self.check(835, 868)

    def test_from_868(self):
        self.check(868, 901)

    def test_from_901(self):
        self.check(901, 934)

    def test_from_934(self):
        self.check(934, 967)

    def test_from_967(self):
        self.check(967, 1000)
