import tempfile
import unittest
from pathlib import Path

from submission import count_lines


class TestHiddenLines(unittest.TestCase):
    def test_many(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "many.txt"
            path.write_text("x\n" * 17)
            self.assertEqual(count_lines(path), 17)
