import abc
import asyncio
import collections
import collections.abc
import copy
import dataclasses
import doctest
import enum
import functools
import inspect
import json
import operator
import pickle
import types
import typing
import unittest
from dataclasses import asdict, fields, is_dataclass
from inspect import isabstract, signature
from typing import get_type_hints
from unittest.mock import Mock, create_autospec

import submission
from submission import Account, Colour, Dog, Level, Line, Movie, Pair, Point, Savings, Shape
from submission import Slotted, Speaks, Square, Stack, TooMuch, area, fib, greet, grow, pay


class TestAttributes(unittest.TestCase):
    def test_vars_of_an_object(self):
        self.assertEqual(vars(Account("Bo", 3)), {"owner": "Bo", "_balance": 3, "_items": []})

    def test_dict_of_an_object(self):
        self.assertEqual(sorted(Account().__dict__), ["_balance", "_items", "owner"])

    def test_the_balance_is_private(self):
        self.assertNotIn("balance", vars(Account()))

    def test_vars_follow_changes(self):
        account = Account()
        account.pay(3)
        account.extra = 1
        self.assertEqual(vars(account)["_items"], [3])
        self.assertEqual(account.__dict__["extra"], 1)

    def test_attributes_before_and_after(self):
        account = Account()
        before = copy.deepcopy(vars(account))
        account.pay(3)
        self.assertEqual(before["_items"], [])
        self.assertNotEqual(before, vars(account))
        self.assertEqual(vars(account) | {"more": 1}, {**account.__dict__, "more": 1})

    def test_all_attributes_are_private(self):
        public = [name for name in vars(Account()) if not name.startswith("_")]
        self.assertEqual(public, ["owner"])

    def test_class_dict(self):
        self.assertIn("pay", Account.__dict__)
        self.assertNotIn("_items", Account.__dict__)
        self.assertNotIn("owner", vars(Account))

    def test_inherited_methods_are_not_defined_again(self):
        self.assertNotIn("__repr__", Savings.__dict__)
        self.assertNotIn("currency", vars(Savings))
        self.assertIn("pay", vars(Savings))

    def test_class_attribute_and_object_attribute(self):
        account = Account()
        account.bank = "mine"
        self.assertEqual(Account.bank, "Bank of Rust")
        self.assertEqual(Account.__dict__["bank"], "Bank of Rust")
        self.assertIn("bank", account.__dict__)

    def test_vars_of_the_module(self):
        self.assertIn("Account", vars(submission))
        self.assertEqual(vars(submission)["RATE"], 0.5)

    def test_modules_imported(self):
        modules = [n for n, v in vars(submission).items() if isinstance(v, types.ModuleType)]
        self.assertNotIn("math", modules)
        self.assertIn("json", modules)

    def test_functions_of_the_module(self):
        own = [n for n, v in submission.__dict__.items() if isinstance(v, types.FunctionType)]
        self.assertIn("area", own)
        self.assertNotIn("helper", own)

    def test_no_list_at_module_level(self):
        lists = [n for n, v in vars(submission).items() if type(v) is list and n[0] != "_"]
        self.assertEqual(lists, ["names"])

    def test_dir_of_an_object(self):
        self.assertIn("pay", dir(Account()))
        self.assertIn("owner", dir(Account()))
        self.assertNotIn("withdraw", dir(Account()))

    def test_dir_of_a_class(self):
        public = [name for name in dir(Account) if not name.startswith("_")]
        self.assertEqual(
            public, ["balance", "bank", "currency", "empty", "number", "opened", "pay"]
        )

    def test_dir_of_the_module(self):
        self.assertIn("area", dir(submission))

    def test_slots(self):
        self.assertEqual(Slotted.__slots__, ("x", "y"))
        self.assertFalse(hasattr(Slotted(1, 2), "__dict__"))
        with self.assertRaises(TypeError):
            vars(Slotted(1, 2))
        with self.assertRaises(AttributeError):
            Slotted(1, 2).z = 3

    def test_hasattr(self):
        self.assertTrue(hasattr(Account, "__len__"))
        self.assertFalse(hasattr(Account, "__getitem__"))
        self.assertFalse(hasattr(Account(), "debt"))
        self.assertTrue(hasattr(Account(), "__dict__"))

    def test_getattr_with_default(self):
        self.assertEqual(getattr(Account(), "debt", 5), 5)
        self.assertEqual(getattr(submission, "nothing", None), None)

    def test_function_attributes(self):
        before = greet.calls
        greet("Ada")
        self.assertEqual(greet.calls, before + 1)
        self.assertIn("calls", vars(greet))

    def test_all(self):
        self.assertEqual(submission.__all__, ["Account", "Point", "Colour", "area", "pay"])

    def test_version_and_author(self):
        self.assertEqual(submission.__version__, "1.2")
        self.assertEqual(submission.__author__, "Ada")


class TestNames(unittest.TestCase):
    def test_names(self):
        self.assertEqual(Account.__name__, "Account")
        self.assertEqual(type(Account()).__name__, "Account")
        self.assertEqual(area.__name__, "area")
        self.assertEqual(submission.double.__name__, "<lambda>")

    def test_qualified_names(self):
        self.assertEqual(Account.pay.__qualname__, "Account.pay")
        self.assertEqual(Account.__qualname__, "Account")
        self.assertEqual(Account().pay.__qualname__, "Account.pay")

    def test_closure_has_a_qualified_name(self):
        self.assertEqual(submission.make_counter().__qualname__, "make_counter.<locals>.counter")

    def test_modules(self):
        self.assertEqual(Account.__module__, "submission")
        self.assertEqual(area.__module__, "submission")
        self.assertEqual(Account().__module__, "submission")
        self.assertEqual(submission.__name__, "submission")

    def test_own_function_not_imported(self):
        self.assertEqual(inspect.getmodule(area), submission)

    def test_class_docstring(self):
        self.assertEqual(Account.__doc__, "Keeps money.")
        self.assertIsNone(Savings.__doc__)
        self.assertEqual(Account().__doc__, "Keeps money.")

    def test_function_docstring(self):
        self.assertIn("rectangle", area.__doc__)
        self.assertIsNone(pay.__doc__)

    def test_method_docstring(self):
        self.assertEqual(Account.pay.__doc__, "Pays money in.")
        self.assertEqual(Account().pay.__doc__, "Pays money in.")
        self.assertEqual(Account.empty.__doc__, "An account without money.")

    def test_property_docstring(self):
        self.assertEqual(Account.balance.__doc__, "What is left.")

    def test_module_docstring(self):
        self.assertIn("bank", submission.__doc__)

    def test_getdoc(self):
        self.assertEqual(inspect.getdoc(area), "The area of a rectangle.\n\nIt may have a unit.")
        self.assertEqual(inspect.getdoc(Savings.pay), "Pays money in.")

    def test_everything_has_a_docstring(self):
        for name in ("pay", "empty"):
            with self.subTest(name=name):
                self.assertTrue(getattr(Account, name).__doc__)


class TestFunctions(unittest.TestCase):
    def test_parameters(self):
        self.assertEqual(list(signature(area).parameters), ["width", "height", "rest", "unit", "more"])

    def test_default(self):
        self.assertEqual(signature(area).parameters["height"].default, 2.5)
        self.assertIs(signature(area).parameters["width"].default, inspect.Parameter.empty)

    def test_kinds(self):
        kinds = [str(each.kind.name) for each in signature(area).parameters.values()]
        self.assertEqual(kinds[2:], ["VAR_POSITIONAL", "KEYWORD_ONLY", "VAR_KEYWORD"])

    def test_no_default_list(self):
        for function in (Account.__init__, grow, Account.pay):
            for each in signature(function).parameters.values():
                self.assertNotIsInstance(each.default, (list, dict, set))

    def test_signature_of_a_method(self):
        self.assertEqual(list(signature(Account.pay).parameters), ["self", "amount", "note"])
        self.assertEqual(list(signature(Account().pay).parameters), ["amount", "note"])

    def test_signature_of_a_class(self):
        self.assertEqual(str(signature(Account)), "(owner='Ada', start=0, items=None)")
        self.assertEqual(list(signature(Point).parameters), ["x", "y", "tags"])

    def test_signature_of_init(self):
        self.assertEqual(list(signature(Savings.__init__).parameters)[-1], "rate")

    def test_signature_text(self):
        self.assertEqual(str(signature(grow)), "(item, items=None)")

    def test_signature_annotations(self):
        self.assertEqual(signature(area).return_annotation, "float")
        self.assertEqual(signature(area).parameters["width"].annotation, "float")

    def test_signature_evaluated(self):
        self.assertIs(signature(area, eval_str=True).return_annotation, float)

    def test_bind(self):
        bound = signature(area).bind(1, 2, unit="cm")
        self.assertEqual(bound.arguments, {"width": 1, "height": 2, "unit": "cm"})
        with self.assertRaises(TypeError):
            signature(area).bind()

    def test_full_argument_list(self):
        specification = inspect.getfullargspec(area)
        self.assertEqual(specification.args, ["width", "height"])
        self.assertEqual(specification.defaults, (2.5,))
        self.assertEqual(specification.kwonlyargs, ["unit"])
        self.assertEqual(specification.varkw, "more")

    def test_defaults(self):
        self.assertEqual(area.__defaults__, (2.5,))
        self.assertEqual(area.__kwdefaults__, {"unit": "m"})
        self.assertEqual(Account.__init__.__defaults__, ("Ada", 0, None))
        self.assertIsNone(fib.__wrapped__.__defaults__)

    def test_code(self):
        self.assertEqual(area.__code__.co_argcount, 2)
        self.assertEqual(area.__code__.co_varnames[:2], ("width", "height"))
        self.assertEqual(Account.pay.__code__.co_kwonlyargcount, 1)
        self.assertEqual(area.__code__.co_name, "area")

    def test_calls_itself(self):
        self.assertIn("factorial", submission.factorial.__code__.co_names)
        self.assertNotIn("math", submission.factorial.__code__.co_names)

    def test_no_two_same_bodies(self):
        self.assertNotEqual(area.__code__.co_code, pay.__code__.co_code)

    def test_annotations(self):
        self.assertEqual(area.__annotations__["return"], "float")
        self.assertEqual(set(pay.__annotations__), {"account", "amount", "return"})

    def test_type_hints(self):
        self.assertEqual(get_type_hints(area)["width"], float)
        self.assertEqual(get_type_hints(area)["return"], float)

    def test_type_hints_of_generic_types(self):
        hints = typing.get_type_hints(pay)
        self.assertEqual(hints["amount"], typing.Optional[int])
        self.assertEqual(hints["return"], list[int])
        self.assertIs(hints["account"], Account)

    def test_type_hints_of_a_method(self):
        self.assertEqual(get_type_hints(Account.pay), {"amount": int, "note": str, "return": int})

    def test_every_parameter_is_annotated(self):
        for each in signature(pay).parameters.values():
            self.assertIsNot(each.annotation, inspect.Parameter.empty, each.name)

    def test_wrapped(self):
        self.assertEqual(greet.__name__, "greet")
        self.assertEqual(greet.__wrapped__("Bo"), "Hello, Bo")
        self.assertEqual(list(signature(greet).parameters), ["name", "greeting"])
        self.assertEqual(inspect.unwrap(greet).__name__, "greet")

    def test_cached(self):
        fib.cache_clear()
        fib(10)
        self.assertEqual(fib.cache_info().misses, 11)
        self.assertEqual(list(signature(fib).parameters), ["n"])
        self.assertTrue(callable(fib.__wrapped__))

    def test_partial(self):
        self.assertIsInstance(submission.add_five, functools.partial)
        self.assertEqual(submission.add_five.args, (5,))

    def test_closure(self):
        counter = submission.make_counter()
        counter()
        self.assertEqual(counter.__closure__[0].cell_contents, 1)
        self.assertEqual(counter.__code__.co_freevars, ("count",))

    def test_docstring_examples(self):
        self.assertIn(">>> greet", greet.__doc__)


class TestInspect(unittest.TestCase):
    def test_kinds(self):
        self.assertTrue(inspect.isclass(Account))
        self.assertTrue(inspect.isfunction(area))
        self.assertTrue(inspect.ismodule(submission))
        self.assertFalse(inspect.isclass(area))
        self.assertFalse(inspect.isfunction(Account))

    def test_bound_method(self):
        self.assertTrue(inspect.ismethod(Account().pay))
        self.assertTrue(inspect.ismethod(Account.empty))
        self.assertTrue(inspect.isfunction(Account.pay))
        self.assertTrue(inspect.isfunction(Account.currency))

    def test_lambda(self):
        self.assertIsInstance(submission.double, types.LambdaType)

    def test_generator_function(self):
        self.assertTrue(inspect.isgeneratorfunction(submission.steps))
        self.assertFalse(inspect.isgeneratorfunction(area))

    def test_generator(self):
        self.assertTrue(inspect.isgenerator(submission.steps(2)))
        self.assertIsInstance(submission.steps(2), types.GeneratorType)
        self.assertIsInstance(submission.steps(2), collections.abc.Iterator)

    def test_coroutine_function(self):
        self.assertTrue(inspect.iscoroutinefunction(submission.fetch))
        self.assertFalse(inspect.iscoroutinefunction(area))

    def test_abstract(self):
        self.assertTrue(isabstract(Shape))
        self.assertFalse(isabstract(Square))

    def test_abstract_methods(self):
        self.assertEqual(Shape.__abstractmethods__, frozenset({"area", "name"}))
        self.assertTrue(Shape.area.__isabstractmethod__)

    def test_abstract_base(self):
        self.assertTrue(issubclass(Shape, abc.ABC))
        self.assertIsInstance(Shape, abc.ABCMeta)
        with self.assertRaises(TypeError):
            Shape()

    def test_members_that_are_functions(self):
        found = [name for name, _ in inspect.getmembers(Account, inspect.isfunction)]
        self.assertEqual([n for n in found if n[0] != "_"], ["currency", "pay"])

    def test_members_that_are_classes(self):
        found = dict(inspect.getmembers(submission, inspect.isclass))
        self.assertIs(found["Account"], Account)
        self.assertNotIn("area", found)

    def test_members_of_an_object(self):
        self.assertEqual(dict(inspect.getmembers(Account("Bo")))["owner"], "Bo")

    def test_line_of_ancestors(self):
        self.assertEqual(inspect.getmro(Savings), (Savings, Account, object))
        self.assertEqual(Savings.__mro__, (Savings, Account, object))
        self.assertEqual(Savings.mro()[1], Account)

    def test_bases(self):
        self.assertEqual(Savings.__bases__, (Account,))
        self.assertEqual(Account.__bases__, (object,))
        self.assertIs(Savings.__base__, Account)

    def test_subclasses(self):
        self.assertEqual([each.__name__ for each in Account.__subclasses__()], ["Savings"])

    def test_static_attribute(self):
        self.assertIsInstance(inspect.getattr_static(Account, "currency"), staticmethod)

    def test_source_of_the_module(self):
        self.assertIn("def area", inspect.getsource(submission))


class TestDescriptors(unittest.TestCase):
    def test_property(self):
        self.assertIsInstance(Account.balance, property)
        self.assertIsInstance(Account.__dict__["balance"], property)
        self.assertIsInstance(vars(Account)["number"], property)

    def test_read_only_property(self):
        self.assertIsNone(Account.number.fset)
        self.assertIsNotNone(Account.balance.fset)
        with self.assertRaises(AttributeError):
            Account().number = 3

    def test_property_can_be_asked(self):
        self.assertEqual(Account.balance.fget(Account("Bo", 4)), 4)

    def test_property_is_not_a_method(self):
        self.assertFalse(callable(Account.balance))
        self.assertFalse(inspect.ismethod(Account().balance))

    def test_static_method(self):
        self.assertIsInstance(Account.__dict__["currency"], staticmethod)
        self.assertIsInstance(vars(Account)["empty"], classmethod)
        self.assertNotIsInstance(Account.__dict__["pay"], staticmethod)

    def test_method_knows_its_object(self):
        account = Account()
        self.assertIs(account.pay.__self__, account)
        self.assertIs(Account.empty.__self__, Account)
        self.assertEqual(account.pay.__func__, Account.pay)

    def test_own_special_methods(self):
        self.assertIsNot(Account.__repr__, object.__repr__)
        self.assertIsNot(Account.__eq__, object.__eq__)
        self.assertIs(Square.__repr__, object.__repr__)
        self.assertIn("__repr__", Account.__dict__)

    def test_not_implemented(self):
        self.assertIs(Account().__eq__(3), NotImplemented)
        self.assertIs(Account().__add__("x"), NotImplemented)

    def test_unhashable(self):
        self.assertIsNone(Point.__hash__)
        self.assertNotIsInstance(Point(1), collections.abc.Hashable)
        self.assertIsInstance(Account(), collections.abc.Hashable)

    def test_class_annotations(self):
        self.assertEqual(Account.__annotations__, {"opened": "int"})
        self.assertEqual(get_type_hints(Account), {"opened": int})

    def test_module_annotations(self):
        self.assertEqual(submission.__annotations__, {"RATE": "float", "names": "list[str]"})


class TestDataclasses(unittest.TestCase):
    def test_is_dataclass(self):
        self.assertTrue(is_dataclass(Point))
        self.assertTrue(is_dataclass(Point(1)))
        self.assertFalse(is_dataclass(Account))

    def test_fields(self):
        self.assertEqual([each.name for each in fields(Point)], ["x", "y", "tags"])
        self.assertEqual([each.name for each in fields(Point(1))], ["x", "y", "tags"])

    def test_field_defaults(self):
        y = fields(Point)[1]
        self.assertEqual(y.default, 0)
        self.assertEqual(y.type, "int")
        self.assertIs(fields(Point)[0].default, dataclasses.MISSING)
        self.assertIs(fields(Point)[2].default_factory, list)

    def test_asdict(self):
        self.assertEqual(asdict(Point(1)), {"x": 1, "y": 0, "tags": []})

    def test_asdict_of_nested(self):
        fields = asdict(Line(Point(1), Point(2, 3, ["a"])))
        self.assertEqual(fields["end"], {"x": 2, "y": 3, "tags": ["a"]})

    def test_astuple(self):
        self.assertEqual(dataclasses.astuple(Point(1, 2)), (1, 2, []))

    def test_replace(self):
        point = Point(1)
        moved = dataclasses.replace(point, y=5)
        self.assertEqual((moved.x, moved.y), (1, 5))
        self.assertEqual(point.y, 0)

    def test_frozen(self):
        with self.assertRaises(dataclasses.FrozenInstanceError):
            Line(Point(1), Point(2)).start = 3
        self.assertTrue(Line.__dataclass_params__.frozen)


class TestEnums(unittest.TestCase):
    def test_enum(self):
        self.assertTrue(issubclass(Colour, enum.Enum))
        self.assertIsInstance(Colour.RED, Colour)
        self.assertIsInstance(Colour.RED, enum.Enum)

    def test_members(self):
        self.assertEqual(list(Colour.__members__), ["RED", "BLUE"])
        self.assertIs(Colour.__members__["RED"], Colour.RED)
        self.assertEqual(len(Colour), 2)

    def test_members_in_turn(self):
        self.assertEqual([(each.name, each.value) for each in Colour], [("RED", 1), ("BLUE", 2)])
        self.assertIn(Colour.RED, Colour)

    def test_members_found(self):
        self.assertIs(Colour["RED"], Colour.RED)
        self.assertIs(Colour(1), Colour.RED)
        with self.assertRaises(ValueError):
            Colour(9)

    def test_whole_numbers(self):
        self.assertTrue(issubclass(Level, enum.IntEnum))
        self.assertTrue(issubclass(Level, int))
        self.assertLess(Level.LOW, Level.HIGH)
        self.assertEqual(Level.HIGH, 5)


class TestTuples(unittest.TestCase):
    def test_fields(self):
        self.assertEqual(Pair._fields, ("a", "b"))
        self.assertEqual(Movie._fields, ("title", "year"))
        self.assertEqual(Movie._field_defaults, {"year": 1931})

    def test_as_dict(self):
        self.assertEqual(Pair(1, 2)._asdict(), {"a": 1, "b": 2})

    def test_replace(self):
        self.assertEqual(Movie("M")._replace(year=2), ("M", 2))
        self.assertEqual(Pair._make([1, 2]).b, 2)

    def test_is_a_tuple(self):
        self.assertTrue(issubclass(Movie, tuple))
        self.assertEqual(Movie("M"), ("M", 1931))
        self.assertEqual(Movie.__annotations__["year"] in (int, "int") or get_type_hints(Movie)["year"], int)


class TestCopies(unittest.TestCase):
    def test_copy(self):
        account = Account("Bo", 3)
        other = copy.copy(account)
        self.assertIsNot(other, account)
        self.assertIs(type(other), Account)
        self.assertEqual(other._balance, 3)

    def test_deep_copy(self):
        account = Account("Bo", 3)
        other = copy.deepcopy(account)
        other.pay(5)
        self.assertEqual(account._items, [])
        self.assertEqual(other._items, [5])

    def test_copy_of_a_list(self):
        stack = Stack([1])
        other = copy.copy(stack)
        other.push(2)
        self.assertEqual(stack, [1])
        self.assertEqual(other, [1, 2])

    def test_pickle(self):
        again = pickle.loads(pickle.dumps(Account("Bo", 3)))
        self.assertEqual(again._balance, 3)
        self.assertIsInstance(again, Account)

    def test_json(self):
        self.assertEqual(json.loads(json.dumps(vars(Account("Bo", 1)))), {"owner": "Bo", "_balance": 1, "_items": []})
        with self.assertRaises(TypeError):
            json.dumps(Account())

    def test_json_by_default(self):
        self.assertEqual(json.dumps([Slotted(1, 2), Point(1)], default=lambda each: each.x), "[1, 1]")
        self.assertEqual(json.dumps(Point(1), default=vars), '{"x": 1, "y": 0, "tags": []}')
        self.assertEqual(json.dumps(Level.HIGH), "5")


class TestProtocols(unittest.TestCase):
    def test_callable(self):
        self.assertTrue(callable(Account()))
        self.assertTrue(callable(Account().pay))
        self.assertFalse(callable(Dog()))
        self.assertFalse(callable(Account().owner))

    def test_sized_and_iterable(self):
        self.assertIsInstance(Account(), collections.abc.Sized)
        self.assertIsInstance(Account(), collections.abc.Iterable)
        self.assertIsInstance(Account(), collections.abc.Container)
        self.assertIsInstance(Account(), collections.abc.Collection)
        self.assertNotIsInstance(Dog(), collections.abc.Sized)

    def test_iterator(self):
        countdown = submission.Countdown(2)
        self.assertIsInstance(countdown, collections.abc.Iterator)
        self.assertIs(iter(countdown), countdown)
        self.assertEqual(list(countdown), [1, 0])
        self.assertTrue(hasattr(countdown, "__enter__"))

    def test_runtime_protocol(self):
        self.assertIsInstance(Dog(), Speaks)
        self.assertNotIsInstance(Account(), Speaks)

    def test_type_is_the_class(self):
        self.assertIs(type(Account()), Account)
        self.assertIs(Account().__class__, Account)
        self.assertIsNot(type(Savings()), Account)

    def test_exception_class(self):
        self.assertTrue(issubclass(TooMuch, ValueError))
        self.assertEqual(TooMuch.__bases__, (ValueError,))
        self.assertEqual(TooMuch.__doc__, "More than there is.")
        self.assertEqual(TooMuch(3).amount, 3)

    def test_autospec(self):
        mock = create_autospec(Account)
        mock("Bo").pay.return_value = 5
        self.assertEqual(mock("Bo").pay(3), 5)
        with self.assertRaises(TypeError):
            mock("Bo").pay()
        with self.assertRaises(AttributeError):
            mock("Bo").withdraw

    def test_mock_of_a_class(self):
        mock = Mock(spec=Account)
        self.assertIsInstance(mock, Account)
        with self.assertRaises(AttributeError):
            mock.withdraw()

    def test_special_methods_by_operator(self):
        self.assertEqual(operator.attrgetter("owner")(Account("Bo")), "Bo")
        self.assertEqual(operator.methodcaller("pay", 3)(Account()), 3)
        self.assertEqual(format(Account("Bo"), "x"), "Bo:x")


if __name__ == "__main__":
    unittest.main()
