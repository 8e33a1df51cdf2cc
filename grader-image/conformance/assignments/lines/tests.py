import tempfile
import unittest
from pathlib import Path

from submission import count_lines, longest


class TestLines(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        (self.folder / "poem.txt").write_text("a\nb\nc\n")
        (self.folder / "note.txt").write_text("milk\n")

    def test_poem(self):
        self.assertEqual(count_lines(self.folder / "poem.txt"), 3)

    def test_longest(self):
        self.assertEqual(longest(self.folder), self.folder / "poem.txt")
        self.assertEqual(longest(self.folder).read_text(), "a\nb\nc\n")
