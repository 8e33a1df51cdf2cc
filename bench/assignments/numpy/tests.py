import unittest

import numpy as np
from submission import scale


class ScaleTest(unittest.TestCase):
    def test_scales_an_array(self):
        self.assertTrue(np.allclose(scale(np.array([1.0, 2.0, 4.0])), [0.25, 0.5, 1.0]))

    def test_keeps_the_shape(self):
        self.assertEqual(scale(np.ones((3, 4))).shape, (3, 4))

    def test_scales_many_values(self):
        values = np.arange(1.0, 1001.0)
        self.assertTrue(np.allclose(scale(values), values / 1000))
