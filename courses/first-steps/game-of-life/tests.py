import unittest

from submission import parse, run, show, step

BLINKER = {(1, 0), (1, 1), (1, 2)}
STANDING_BLINKER = {(0, 1), (1, 1), (2, 1)}
BLOCK = {(0, 0), (0, 1), (1, 0), (1, 1)}
GLIDER = {(0, 1), (1, 2), (2, 0), (2, 1), (2, 2)}


class ParseTest(unittest.TestCase):
    def test_blinker(self):
        """Reads a picture"""
        self.assertEqual(
            parse("...\n###\n..."),
            BLINKER,
            "parse('...\\n###\\n...') should return {(1, 0), (1, 1), (1, 2)}: the row comes first.",
        )

    def test_lines_of_different_length(self):
        """Lines may have different lengths"""
        self.assertEqual(
            parse("#\n\n. #"),
            {(0, 0), (2, 2)},
            "parse('#\\n\\n. #') should return {(0, 0), (2, 2)}.",
        )

    def test_nothing(self):
        """An empty picture is an empty world"""
        self.assertEqual(parse(""), set(), "parse('') should return an empty set, set().")


class ShowTest(unittest.TestCase):
    def test_blinker(self):
        """Draws a picture"""
        self.assertEqual(
            show(set(STANDING_BLINKER), 3, 3),
            ".#.\n.#.\n.#.",
            "show should draw rows of # and . with line breaks between them, and none at the end.",
        )

    def test_rows_and_columns(self):
        """Draws as many rows and columns as asked for"""
        self.assertEqual(
            show({(0, 3)}, 2, 4),
            "...#\n....",
            "show({(0, 3)}, 2, 4) should draw 2 rows of 4 characters each.",
        )

    def test_cells_outside(self):
        """Leaves out cells outside the picture"""
        self.assertEqual(
            show({(-1, 0), (0, 0), (7, 7)}, 1, 2),
            "#.",
            "show({(-1, 0), (0, 0), (7, 7)}, 1, 2) should draw '#.'.",
        )


class StepTest(unittest.TestCase):
    def test_lonely_cell(self):
        """A lonely cell dies"""
        self.assertEqual(
            step({(4, 4)}), set(), "A cell without neighbours dies, so step should return set()."
        )

    def test_block(self):
        """A block of four stays forever"""
        self.assertEqual(
            step(set(BLOCK)), BLOCK, "In a block each cell has three neighbours and lives on."
        )

    def test_birth(self):
        """Three neighbours make a new cell"""
        self.assertEqual(
            step({(0, 0), (0, 1), (1, 0)}),
            BLOCK,
            "The empty cell (1, 1) has three living neighbours, so it comes to life.",
        )

    def test_blinker(self):
        """A blinker turns"""
        self.assertEqual(
            step(set(BLINKER)),
            STANDING_BLINKER,
            "The horizontal blinker should become vertical. Do you use only the old generation?",
        )

    def test_crowd(self):
        """A cell with too many neighbours dies"""
        plus = {(0, 1), (1, 0), (1, 1), (1, 2), (2, 1)}
        self.assertNotIn(
            (1, 1), step(plus), "The cell (1, 1) has four living neighbours, so it dies."
        )

    def test_negative_places(self):
        """The world has no edge"""
        self.assertEqual(
            step({(0, 0), (0, 1), (0, 2)}),
            {(-1, 1), (0, 1), (1, 1)},
            "A blinker in row 0 reaches up to row -1, which is a row like any other.",
        )

    def test_leaves_the_old_world_alone(self):
        """The old world does not change"""
        world = set(BLINKER)
        self.assertEqual(step(world), STANDING_BLINKER, "The blinker should turn.")
        self.assertEqual(world, BLINKER, "step changed the world that it got. Make a new set.")


class RunTest(unittest.TestCase):
    def test_no_generation(self):
        """Without a generation, nothing happens"""
        self.assertEqual(run(set(GLIDER), 0), GLIDER, "run(world, 0) should return the world.")

    def test_glider(self):
        """A glider moves"""
        self.assertEqual(
            run(set(GLIDER), 4),
            {(row + 1, column + 1) for row, column in GLIDER},
            "After 4 generations the glider is one cell further down and to the right.",
        )

    def test_glider_goes_far(self):
        """A glider keeps moving"""
        self.assertEqual(
            run(set(GLIDER), 400),
            {(row + 100, column + 100) for row, column in GLIDER},
            "After 400 generations the glider is 100 cells further.",
        )


if __name__ == "__main__":
    unittest.main()
