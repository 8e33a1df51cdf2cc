import io
import os
import sys
import tempfile
import unittest
from datetime import date, datetime
from unittest import mock
from unittest.mock import Mock, PropertyMock, call, mock_open, patch
import submission
from submission import Box


class FixedDate(date):
    @classmethod
    def today(cls):
        return cls(2020, 1, 2)


class FixedDatetime(datetime):
    @classmethod
    def now(cls, tz=None):
        return cls(2021, 3, 4, 9)


class T(unittest.TestCase):
    def test_randint(self):
        with patch("submission.random.randint", return_value=3) as randint:
            self.assertEqual(submission.roll(), 3)
        randint.assert_called_once_with(1, 6)
        self.assertIn(submission.roll(), range(1, 7))

    def test_randint_own(self):
        with patch("submission.randint", return_value=4):
            self.assertEqual(submission.roll_own(), 4)

    def test_random(self):
        with patch("submission.random.random", return_value=0.25):
            self.assertEqual(submission.chance(), 0.25)

    def test_random_lambda(self):
        with patch("submission.random.random", lambda: 0.5):
            self.assertEqual(submission.chance(), 0.5)

    def test_choice(self):
        with patch.object(submission.random, "choice", side_effect=lambda items: items[0]):
            self.assertEqual(submission.pick(["a", "b"]), "a")

    def test_module(self):
        with patch("submission.random") as fake:
            fake.random.return_value = 7
            self.assertEqual(submission.chance(), 7)

    def test_shuffle(self):
        with patch("submission.random.shuffle", lambda items: items.reverse()):
            self.assertEqual(submission.shuffled([1, 2, 3]), [3, 2, 1])

    def test_sleep(self):
        with patch("submission.time.sleep") as sleep:
            self.assertEqual(submission.slow(), "done")
        sleep.assert_called_once_with(3600)

    @patch("submission.time.sleep", return_value=None)
    def test_sleep_decorated(self, sleep):
        submission.slow()
        self.assertEqual(sleep.call_count, 1)

    @patch("submission.random.random", return_value=0.1)
    @patch("submission.time.sleep")
    def test_nested_decorators(self, sleep, rand):
        submission.slow()
        self.assertEqual(submission.chance(), 0.1)
        self.assertEqual(sleep.call_args_list, [call(3600)])
        self.assertEqual(rand.call_args_list, [call()])

    def test_date_class(self):
        with patch("submission.date", FixedDate):
            self.assertEqual(submission.today(), "2020-01-02")
            self.assertEqual(submission.tomorrow(), "2020-01-03")
            self.assertEqual(submission.weekday(), False)
            self.assertEqual(submission.age(date(2020, 1, 1)), 1)

    def test_local_class(self):
        class Fixed(date):
            @classmethod
            def today(cls):
                return cls(2020, 1, 2)
        with patch("submission.date", Fixed):
            self.assertEqual(submission.today(), "2020-01-02")

    def test_isinstance_of_class(self):
        with patch("submission.date", FixedDate):
            self.assertTrue(submission.is_date(FixedDate(2020, 1, 1)))
            self.assertFalse(submission.is_date(3))

    def test_datetime_class(self):
        with patch("submission.datetime", FixedDatetime):
            self.assertEqual(submission.now(), 2021)
            self.assertEqual(submission.greeting(), "morning")

    def test_datetime_mock(self):
        with patch("submission.datetime") as fake:
            fake.now.return_value = datetime(2022, 1, 1, 15)
            self.assertEqual(submission.now(), 2022)
            self.assertEqual(submission.greeting(), "day")

    def test_date_wraps(self):
        with patch("submission.date") as fake:
            fake.today.return_value = date(2010, 10, 8)
            fake.side_effect = lambda *args, **kw: date(*args, **kw)
            self.assertEqual(submission.today(), "2010-10-08")

    def test_datetime_in_module(self):
        with patch("submission.dt_module.datetime") as fake:
            fake.now.return_value.year = 1999
            self.assertEqual(submission.now_via_module(), 1999)

    def test_global(self):
        with patch("submission.LIMIT", 3):
            self.assertEqual(submission.limit(), 3)
        self.assertEqual(submission.limit(), 10)

    def test_global_object(self):
        with patch.object(submission, "LIMIT", 4):
            self.assertEqual(submission.limit(), 4)
        self.assertEqual(submission.limit(), 10)

    def test_global_list(self):
        with patch("submission.ITEMS", [1]):
            self.assertEqual(submission.count(), 1)
        self.assertEqual(submission.count(), 2)

    def test_dict(self):
        with patch.dict(submission.CONFIG, {"debug": True}):
            self.assertIs(submission.debug(), True)
            self.assertEqual(submission.config(), {"debug": True, "name": "app"})
        self.assertIs(submission.debug(), False)

    def test_dict_by_name(self):
        with patch.dict("submission.CONFIG", {"debug": True}):
            self.assertIs(submission.debug(), True)
        self.assertIs(submission.debug(), False)

    def test_dict_clear(self):
        with patch.dict(submission.CONFIG, {"debug": 1}, clear=True):
            self.assertEqual(submission.config(), {"debug": 1})
        self.assertEqual(submission.config(), {"debug": False, "name": "app"})

    def test_dict_changed(self):
        submission.CONFIG["debug"] = 5
        self.addCleanup(submission.CONFIG.__setitem__, "debug", False)
        self.assertEqual(submission.debug(), 5)

    def test_zz_dict_after(self):
        self.assertEqual(submission.debug(), False)

    def test_list_changed(self):
        submission.ITEMS.append(3)
        self.assertEqual(submission.count(), 3)
        submission.ITEMS.remove(3)
        self.assertEqual(submission.count(), 2)

    def test_environ(self):
        with patch.dict(os.environ, {"COURSE": "here"}):
            self.assertEqual(submission.home(), "here")
        self.assertEqual(submission.home_or(), "none")

    def test_environ_there(self):
        with patch.dict("submission.os.environ", {"COURSE": "there"}):
            self.assertEqual(submission.home(), "there")
        self.assertEqual(submission.home_or(), "none")

    def test_environ_cleared(self):
        with patch.dict(os.environ, {}, clear=True):
            with self.assertRaises(KeyError):
                submission.home()

    def test_argv(self):
        with patch("sys.argv", ["submission.py", "Ada"]):
            self.assertEqual(submission.argument(), "Ada")
        with self.assertRaises(IndexError):
            submission.argument()

    def test_argv_object(self):
        with patch.object(sys, "argv", ["submission.py", "Bob"]):
            self.assertEqual(submission.argument(), "Bob")

    def test_argv_there(self):
        with patch("submission.sys.argv", ["x", "Cy"]):
            self.assertEqual(submission.argument(), "Cy")

    def test_open(self):
        with patch("builtins.open", mock_open(read_data="one\ntwo\n")) as opened:
            self.assertEqual(submission.read("a.txt"), "one\ntwo\n")
            self.assertEqual(submission.read_lines("a.txt"), ["one", "two"])
        opened.assert_called_with("a.txt")

    def test_open_there(self):
        with patch("submission.open", mock_open(read_data="x"), create=True):
            self.assertEqual(submission.read("a.txt"), "x")

    def test_open_written(self):
        opened = mock_open()
        with patch("builtins.open", opened):
            submission.write("b.txt", "text")
        opened.assert_called_once_with("b.txt", "w")
        opened().write.assert_called_once_with("text")

    def test_open_missing(self):
        with patch("builtins.open", side_effect=FileNotFoundError(2, "No such file", "a.txt")):
            with self.assertRaises(FileNotFoundError) as caught:
                submission.read("a.txt")
        self.assertEqual(caught.exception.filename, "a.txt")

    def test_stdin(self):
        with patch("sys.stdin", io.StringIO("a b\nc")):
            self.assertEqual(submission.from_stdin(), ["a", "b", "c"])
        with patch("sys.stdin", io.StringIO("a b\nc")):
            self.assertEqual(submission.lines_of_stdin(), ["a b", "c"])

    def test_stdin_there(self):
        with patch("submission.sys.stdin", io.StringIO("x y")):
            self.assertEqual(submission.from_stdin(), ["x", "y"])

    def test_input(self):
        with patch("builtins.input", return_value="Ada") as asked:
            self.assertEqual(submission.ask(), "Ada")
        asked.assert_called_once_with("Name? ")

    def test_input_list(self):
        with patch("builtins.input", side_effect=["a", "b"]):
            self.assertEqual([submission.ask(), submission.ask()], ["a", "b"])

    def test_input_there(self):
        with patch("submission.input", create=True, return_value="Cy"):
            self.assertEqual(submission.ask(), "Cy")

    def test_print(self):
        with patch("builtins.print") as printed:
            submission.write("/tmp/x", "")
        printed.assert_not_called()

    def test_stdout(self):
        with patch("sys.stdout", new_callable=io.StringIO) as out:
            submission.sys.stdout.write("hello\n")
        self.assertEqual(out.getvalue(), "hello\n")

    def test_helper(self):
        with patch("submission.helper", return_value=10) as helper:
            self.assertEqual(submission.use_helper(1), 20)
        helper.assert_called_once_with(1)
        self.assertEqual(submission.use_helper(1), 4)

    def test_helper_autospec(self):
        with patch("submission.helper", autospec=True) as helper:
            helper.return_value = 5
            self.assertEqual(submission.use_helper(1), 10)
        helper.assert_called_once_with(1)

    def test_helper_wraps(self):
        with patch("submission.helper", wraps=submission.helper) as helper:
            self.assertEqual(submission.use_helper(1), 4)
        helper.assert_called_once_with(1)

    def test_method(self):
        with patch.object(submission.Box, "area", return_value=100):
            self.assertEqual(submission.area_of_new(), 100)
        self.assertEqual(submission.area_of_new(), 6)

    def test_method_by_name(self):
        with patch("submission.Box.area", return_value=100) as area:
            self.assertEqual(Box(2).describe(), "100 cm 4")
        area.assert_called_once_with()

    def test_method_autospec(self):
        with patch.object(Box, "area", autospec=True) as area:
            area.return_value = 7
            box = Box(3)
            self.assertEqual(box.describe(), "7 cm 6")
        area.assert_called_once_with(box)

    def test_method_lambda(self):
        with patch.object(Box, "area", lambda self, factor=1: self.value):
            self.assertEqual(Box(3).describe(), "3 cm 6")

    def test_overriding_method(self):
        with patch.object(submission.Crate, "area", return_value=1):
            self.assertEqual(submission.Crate().area(), 1)
        self.assertEqual(submission.Crate().area(), 4)
        self.assertEqual(submission.run_all(), ["3 cm 4", "4 cm 4"])

    def test_static(self):
        with patch.object(Box, "unit", return_value="m"):
            self.assertEqual(Box(1).describe(), "3 m 2")
        self.assertEqual(Box(1).describe(), "3 cm 2")
        self.assertEqual(Box.unit(), "cm")

    def test_classmethod(self):
        with patch.object(Box, "make", return_value="made"):
            self.assertEqual(Box.make(), "made")
        self.assertEqual(Box.make().value, 9)
        self.assertEqual(submission.Crate.make().area(), 4)

    def test_class_attribute(self):
        with patch.object(Box, "size", 50):
            self.assertEqual(submission.area_of_new(), 100)
        self.assertEqual(submission.area_of_new(), 6)

    def test_property(self):
        with patch.object(Box, "double", new_callable=PropertyMock, return_value=77) as double:
            self.assertEqual(Box(1).describe(), "3 cm 77")
        double.assert_called_once_with()
        self.assertEqual(Box(1).describe(), "3 cm 2")

    def test_property_by_name(self):
        with patch("submission.Box.double", new_callable=PropertyMock) as double:
            double.return_value = 78
            self.assertEqual(Box(1).double, 78)
        self.assertEqual(Box(1).double, 2)

    def test_object_attribute(self):
        box = Box(1)
        with patch.object(box, "value", 9):
            self.assertEqual(box.double, 18)
        self.assertEqual(box.double, 2)

    def test_object_method(self):
        box = Box(1)
        with patch.object(box, "area", return_value=8):
            self.assertEqual(box.describe(), "8 cm 2")
        self.assertEqual(box.describe(), "3 cm 2")

    def test_class(self):
        with patch("submission.Box") as fake:
            fake.return_value.area.return_value = 55
            self.assertEqual(submission.area_of_new(), 55)
        fake.assert_called_once_with()
        fake.return_value.area.assert_called_once_with(2)

    def test_class_autospec(self):
        with patch("submission.Box", autospec=True) as fake:
            fake.return_value.area.return_value = 56
            self.assertEqual(submission.area_of_new(), 56)

    def test_multiple(self):
        with patch.multiple("submission", LIMIT=1, helper=lambda x: 0):
            self.assertEqual(submission.limit(), 1)
            self.assertEqual(submission.use_helper(4), 0)
        self.assertEqual(submission.use_helper(4), 10)

    def test_multiple_default(self):
        with patch.multiple(submission, helper=mock.DEFAULT, roll=mock.DEFAULT) as fakes:
            fakes["helper"].return_value = 1
            self.assertEqual(submission.use_helper(0), 2)

    def test_side_effect(self):
        working = Mock(side_effect=[ConnectionError("no"), ConnectionError("no"), "yes"])
        self.assertEqual(submission.retry(working, 5), "yes")
        self.assertEqual(working.call_count, 3)

    def test_side_effect_error(self):
        with patch("submission.helper", side_effect=ValueError("broken")):
            with self.assertRaisesRegex(ValueError, "broken"):
                submission.use_helper(1)

    def test_client(self):
        client = Mock()
        client.get.return_value.json.return_value = {"name": "Ada"}
        self.assertEqual(submission.fetch(client), "Ada")
        self.assertEqual(client.get.call_args_list, [call("/users", params={"id": 3})])
        self.assertEqual(client.mock_calls, [call.get("/users", params={"id": 3}), call.get().json()])

    def test_exists(self):
        with patch("submission.os.path.exists", return_value=True):
            self.assertTrue(submission.exists("/nope"))
        self.assertFalse(submission.exists("/nope"))

    def test_listdir(self):
        with patch("submission.os.listdir", return_value=["b", "a"]):
            self.assertEqual(submission.list_dir(), ["a", "b"])

    def test_dumps(self):
        with patch("submission.json.dumps", return_value="J") as dumps:
            self.assertEqual(submission.dump({"a": 1}), "J")
        dumps.assert_called_once_with({"a": 1})
        self.assertEqual(submission.dump({"a": 1}), '{"a": 1}')

    def test_sqrt(self):
        with patch("submission.math.sqrt", side_effect=lambda x: -x):
            self.assertEqual(submission.root(4), -4)
        self.assertEqual(submission.root(4), 2)

    def test_clock(self):
        with patch("submission.time.perf_counter", side_effect=[1.0, 3.5]):
            self.assertEqual(submission.clock(), 2.5)

    def test_chdir(self):
        before = os.getcwd()
        self.addCleanup(os.chdir, before)
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            submission.write("a.txt", "here")
            with open("a.txt") as file:
                self.assertEqual(file.read(), "here")
            os.chdir(before)

    def test_exit(self):
        with self.assertRaises(SystemExit) as caught:
            submission.exit_status()
        self.assertEqual(caught.exception.code, 3)

    def test_exit_patched(self):
        with patch("submission.sys.exit") as leave:
            submission.exit_status()
        leave.assert_called_once_with(3)

    def test_start_stop(self):
        patcher = patch("submission.random.random", return_value=0.75)
        patcher.start()
        self.addCleanup(patcher.stop)
        self.assertEqual(submission.chance(), 0.75)

    def test_failing_inside(self):
        try:
            with patch("submission.helper", return_value=3):
                submission.fails()
        except ValueError:
            pass
        self.assertEqual(submission.use_helper(1), 4)


class Fails(unittest.TestCase):
    @unittest.expectedFailure
    @patch("submission.helper", return_value=0)
    @patch.dict(submission.CONFIG, debug=9)
    @patch.dict(os.environ, COURSE="x")
    def test_a_fails(self, helper):
        self.assertEqual(submission.use_helper(1), 12345)

    def test_b_after(self):
        self.assertEqual(submission.use_helper(1), 4)
        self.assertEqual(submission.debug(), False)
        self.assertEqual(submission.home_or(), "none")
