import io
import logging
import unittest
from unittest.mock import patch, MagicMock
import submission


class ListHandler(logging.Handler):
    def __init__(self):
        super().__init__()
        self.records = []

    def emit(self, record):
        self.records.append(record)


class T(unittest.TestCase):
    def test_logs(self):
        with self.assertLogs("app", level="WARNING") as caught:
            self.assertEqual(submission.log(), 1)
        self.assertEqual(caught.output, ["WARNING:app:careful"])
        self.assertEqual(caught.records[0].getMessage(), "careful")
        self.assertEqual(caught.records[0].levelname, "WARNING")
        self.assertEqual(caught.records[0].name, "app")

    def test_levels(self):
        with self.assertLogs("app", level="DEBUG") as caught:
            submission.levels()
        self.assertEqual(caught.output, ["DEBUG:app:d 1", "INFO:app:i", "WARNING:app:w", "ERROR:app:e 2"])
        self.assertEqual(caught.records[0].args, (1,))
        self.assertEqual(caught.records[0].msg, "d %s")
        self.assertEqual(caught.records[0].levelno, logging.DEBUG)

    def test_default_level(self):
        with self.assertLogs("app") as caught:
            submission.levels()
        self.assertEqual(len(caught.records), 3)

    def test_all(self):
        with self.assertLogs() as caught:
            submission.root()
        self.assertEqual(caught.output, ["WARNING:root:to the root", "INFO:root:quietly"])

    def test_child(self):
        with self.assertLogs("app") as caught:
            submission.child()
        self.assertEqual(caught.output, ["INFO:app.db:rows: 3"])

    def test_by_name(self):
        with self.assertLogs("submission", "INFO") as caught:
            submission.by_module()
        self.assertEqual(caught.records[0].funcName, "by_module")

    def test_by_object(self):
        with self.assertLogs(submission.logger, "INFO") as caught:
            submission.levels()
        self.assertEqual(len(caught.output), 3)

    def test_exception(self):
        with self.assertLogs("app", "ERROR") as caught:
            submission.failing()
        self.assertIn("ZeroDivisionError", caught.output[0])
        self.assertIs(caught.records[0].exc_info[0], ZeroDivisionError)

    def test_extra(self):
        with self.assertLogs("app") as caught:
            submission.extra()
        self.assertEqual(caught.records[0].user, "ada")

    def test_thing(self):
        with self.assertLogs("app") as caught:
            submission.thing()
        self.assertEqual(caught.records[0].getMessage(), "got a thing")

    def test_no_logs(self):
        with self.assertNoLogs("app", level="INFO"):
            submission.silent()
        with self.assertNoLogs("app", level="ERROR"):
            submission.log()

    def test_no_logs_fails(self):
        with self.assertRaises(AssertionError):
            with self.assertNoLogs("app", level="INFO"):
                submission.log()

    def test_logs_fails(self):
        with self.assertRaises(AssertionError):
            with self.assertLogs("app", level="ERROR"):
                submission.log()

    def test_handler(self):
        handler = ListHandler()
        logger = logging.getLogger("app")
        logger.addHandler(handler)
        self.addCleanup(logger.removeHandler, handler)
        submission.levels()
        self.assertEqual([each.levelname for each in handler.records], ["WARNING", "ERROR"])

    def test_level(self):
        handler = ListHandler()
        logger = logging.getLogger("app")
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG)
        self.addCleanup(logger.removeHandler, handler)
        self.addCleanup(logger.setLevel, logging.NOTSET)
        submission.levels()
        self.assertEqual(len(handler.records), 4)

    def test_stream_handler(self):
        text = io.StringIO()
        handler = logging.StreamHandler(text)
        handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
        logging.getLogger().addHandler(handler)
        self.addCleanup(logging.getLogger().removeHandler, handler)
        submission.levels()
        self.assertEqual(text.getvalue(), "WARNING w\nERROR e 2\n")

    def test_zz_removed(self):
        handler = ListHandler()
        logger = logging.getLogger("app")
        logger.addHandler(handler)
        logger.removeHandler(handler)
        submission.levels()
        self.assertEqual(handler.records, [])

    def test_disabled(self):
        logging.disable(logging.CRITICAL)
        self.addCleanup(logging.disable, logging.NOTSET)
        with self.assertNoLogs("app"):
            submission.log()

    def test_patched_logger(self):
        with patch("submission.logger") as logger:
            submission.levels()
        logger.info.assert_called_once_with("i")

    def test_patched_method(self):
        with patch.object(submission.logger, "info") as info:
            submission.levels()
        info.assert_called_once_with("i")
