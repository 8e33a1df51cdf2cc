import os
import tempfile
import unittest

from submission import averages, read_readings, write_report

HEADER = "date,place,celsius\n"


class WeatherTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, name):
        return os.path.join(self.folder, name)

    def file_with(self, text):
        """The path of a new file with this text."""
        with open(self.path("other.csv"), "w", encoding="utf-8") as file:
            file.write(text)
        return self.path("other.csv")

    def report_of(self, readings_path):
        write_report(readings_path, self.path("report.txt"))
        with open(self.path("report.txt"), encoding="utf-8") as file:
            return file.read()


class ReadReadingsTest(WeatherTest):
    def test_first_readings(self):
        """Reads places and temperatures"""
        self.assertEqual(
            [tuple(reading) for reading in read_readings("readings.csv")[:2]],
            [("Oslo", -2.5), ("Lisbon", 16.0)],
            "read_readings('readings.csv') should begin with ('Oslo', -2.5), ('Lisbon', 16.0). "
            "Skip the first line, and turn the temperatures into numbers with float().",
        )

    def test_empty_lines(self):
        """Ignores empty lines"""
        self.assertEqual(
            len(read_readings("readings.csv")),
            9,
            "readings.csv has 9 readings. Empty lines and the first line don't count.",
        )

    def test_other_file(self):
        """Reads any file"""
        path = self.file_with(HEADER + "2026-07-01,Rome,31.5\n")
        self.assertEqual(
            [tuple(reading) for reading in read_readings(path)],
            [("Rome", 31.5)],
            "Open the file at the path that the function gets.",
        )

    def test_no_readings(self):
        """A file without readings gives an empty list"""
        self.assertEqual(
            read_readings(self.file_with(HEADER)),
            [],
            "A file with only the names of the columns has no readings: return [].",
        )


class AveragesTest(WeatherTest):
    def test_averages(self):
        """Finds the average of each place"""
        self.assertEqual(
            averages("readings.csv"),
            {"Oslo": -1.0, "Lisbon": 16.0, "Bern": 8.0},
            "averages('readings.csv') should return {'Oslo': -1.0, 'Lisbon': 16.0, 'Bern': 8.0}.",
        )

    def test_no_readings(self):
        """Without readings there are no averages"""
        self.assertEqual(averages(self.file_with(HEADER)), {}, "Without readings, return {}.")


class WriteReportTest(WeatherTest):
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
        path = self.file_with(HEADER + "d1,Rome,30\nd2,Rome,31\nd3,Rome,31\n")
        self.assertEqual(
            self.report_of(path),
            "Rome: 30.7\n",
            "The average of 30, 31 and 31 is 30.666…; the report should say Rome: 30.7.",
        )


if __name__ == "__main__":
    unittest.main()
