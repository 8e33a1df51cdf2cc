import io
import unittest

from submission import averages, read_readings, write_report


class ReadReadingsTest(unittest.TestCase):
    def test_first_readings(self):
        """Reads places and temperatures"""
        self.assertEqual(
            [tuple(reading) for reading in read_readings("readings.csv")[:2]],
            [("Oslo", -2.5), ("Lisbon", 16.0)],
            "read_readings('readings.csv') should begin with ('Oslo', -2.5), ('Lisbon', 16.0). "
            "Leave the first line out, and make numbers of the temperatures with float().",
        )

    def test_empty_lines(self):
        """Leaves out empty lines"""
        self.assertEqual(
            len(read_readings("readings.csv")),
            9,
            "readings.csv holds 9 readings. Empty lines don't count, nor does the first line.",
        )

    def test_other_file(self):
        """Reads whatever file it is given"""
        self.assertEqual(
            [tuple(reading) for reading in read_readings("summer.csv")],
            [("Rome", 31.5)],
            "summer.csv holds one reading. Open the file at the path that the function is given.",
        )

    def test_no_readings(self):
        """A file without readings gives an empty list"""
        self.assertEqual(
            read_readings("columns.csv"),
            [],
            "columns.csv holds only the names of the columns, so no readings: return [].",
        )


class AveragesTest(unittest.TestCase):
    def test_averages(self):
        """Finds the average of each place"""
        self.assertEqual(
            averages("readings.csv"),
            {"Oslo": -1.0, "Lisbon": 16.0, "Bern": 8.0},
            "averages('readings.csv') should return {'Oslo': -1.0, 'Lisbon': 16.0, 'Bern': 8.0}.",
        )

    def test_no_readings(self):
        """Without readings there are no averages"""
        self.assertEqual(averages("columns.csv"), {}, "Without readings, return {}.")


class WriteReportTest(unittest.TestCase):
    def report_of(self, path):
        report = io.StringIO()
        write_report(path, report)
        return report.getvalue()

    def test_report(self):
        """Writes one line for each place, sorted"""
        self.assertEqual(
            self.report_of("readings.csv"),
            "Bern: 8.0\nLisbon: 16.0\nOslo: -1.0\n",
            "The report on readings.csv should have the lines Bern: 8.0, Lisbon: 16.0 and "
            "Oslo: -1.0, each with a line break at its end.",
        )

    def test_one_decimal(self):
        """Writes averages to one decimal"""
        self.assertEqual(
            self.report_of("winter.csv"),
            "Rome: 5.7\n",
            "The average of 5, 6 and 6 is 5.666…; the report on winter.csv should say Rome: 5.7.",
        )


if __name__ == "__main__":
    unittest.main()
