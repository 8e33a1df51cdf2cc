import unittest

import numpy as np
import pandas as pd
from pandas.testing import assert_frame_equal, assert_index_equal, assert_series_equal

import submission as s


def frame():
    return pd.DataFrame({"city": ["a", "b", "c"], "t": [1.0, 12.0, 13.0], "kind": ["x", "y", "x"]})


class Given(unittest.TestCase):
    def test_filtered_given(self):
        f = frame()
        self.assertEqual(s.cities(f[f["t"] > 10]), ["b", "c"])

    def test_all_given(self):
        f = frame()
        for each in (
            f, f[f.t > 5], f.set_index("city"), f.set_index(["city", "kind"]), f.T, f.iloc[:0], f[[]],
            f.groupby("city").sum(numeric_only=True), f.sort_values("t", ascending=False), f[["t"]], f.dropna(),
            f.astype({"city": "category"}), f.describe(), f.head(1), f.loc[[2, 0]], pd.concat([f, f]),
        ):
            assert_frame_equal(s.same(each), each)

    def test_series_given(self):
        f = frame()
        for each in (f.t, f.city, f.t[f.t > 5], f.iloc[0], f.groupby("city").t.mean(), f.city.value_counts(), f.t.rename(None), f.set_index("city").t, f.t > 5, f.city.str.upper()):
            assert_series_equal(s.same(each), each)

    def test_index_given(self):
        f = frame()
        for each in (f.index, f.columns, f.set_index("city").index, f.set_index(["city", "kind"]).index, pd.date_range("2020", periods=3), pd.Index([1.5, 2.5]), pd.Index([1, 2], name="n"), pd.CategoricalIndex(["a", "b"]), pd.timedelta_range("1D", periods=2), pd.period_range("2020", periods=2, freq="M"), pd.interval_range(0, 3)):
            assert_index_equal(s.same(each), each)
            self.assertIs(type(s.same(each)), type(each))


class Back(unittest.TestCase):
    def test_warm(self):
        f = frame()
        self.assertEqual(list(s.warm(f)["city"]), ["b", "c"])
        assert_frame_equal(s.warm(f), f[f["t"] > 10])
        assert_frame_equal(f, frame())

    def test_mean_by(self):
        assert_series_equal(s.mean_by(frame()), frame().groupby("city")["t"].mean())

    def test_by_two(self):
        assert_frame_equal(s.by_two(frame()), frame().groupby(["city", "kind"]).sum())

    def test_sizes(self):
        self.assertEqual(s.sizes(frame()).to_dict(), {"a": 1, "b": 1, "c": 1})

    def test_pivot(self):
        assert_frame_equal(s.pivot(frame()), frame().pivot_table(index="city", columns="kind", values="t", aggfunc="sum"))

    def test_in_place(self):
        f = frame()
        s.add(f)
        self.assertEqual(f["double"].tolist(), [2.0, 24.0, 26.0])
        s.drop(f)
        self.assertEqual(list(f.columns), ["city", "t", "double"])
        s.sort(f)
        self.assertEqual(f["city"].tolist(), ["c", "b", "a"])
        self.assertEqual(f.index.tolist(), [2, 1, 0])
        s.rename(f)
        self.assertEqual(list(f.columns), ["CITY", "T", "DOUBLE"])

    def test_in_place_cell(self):
        f = frame()
        s.set_cell(f)
        self.assertEqual(f.loc[0, "t"], 99.0)

    def test_in_place_series(self):
        n = pd.Series([1.0, None])
        s.fill(n)
        self.assertEqual(n.tolist(), [1.0, 0.0])

    def test_in_place_slice(self):
        f = frame()
        part = f[f["t"] > 10].copy()
        s.add(part)
        self.assertEqual(part["double"].tolist(), [24.0, 26.0])

    def test_first(self):
        assert_series_equal(s.first(frame()), frame().iloc[0])

    def test_top(self):
        self.assertEqual(s.top(frame()), (2, 13.0, (3, 3), True))

    def test_describe(self):
        assert_frame_equal(s.describe(frame()), frame().describe())

    def test_category(self):
        expected = frame().astype({"city": "category"})
        assert_frame_equal(s.category(frame()), expected)

    def test_ordered(self):
        assert_series_equal(s.ordered(), pd.Series(pd.Categorical(["b", "a", None], categories=["a", "b", "c"], ordered=True)))

    def test_dates(self):
        expected = pd.DataFrame({"x": [1, 2]}, index=pd.date_range("2020-01-01", periods=2, freq="D"))
        assert_frame_equal(s.dates(), expected)
        self.assertEqual(s.dates().index.freqstr, "D")

    def test_zoned(self):
        assert_series_equal(s.zoned(), pd.Series(pd.date_range("2020-01-01", periods=2, tz="Europe/Berlin")))

    def test_nullable(self):
        got = s.nullable()
        self.assertEqual([str(each) for each in got.dtypes], ["Int64", "boolean", "string", "Float64"])
        self.assertIs(got["i"][1], pd.NA)
        self.assertEqual(got["i"][0], 1)
        self.assertEqual(got["s"][0], "x")

    def test_periods(self):
        assert_series_equal(s.periods(), pd.Series(pd.period_range("2020-01", periods=2, freq="M")))

    def test_intervals(self):
        assert_series_equal(s.intervals(), pd.cut(pd.Series([1, 5, 9]), [0, 3, 10]))

    def test_deltas(self):
        assert_series_equal(s.deltas(), pd.Series(pd.to_timedelta([1, 2], unit="D")))

    def test_multi_columns(self):
        got = s.multi_columns()
        self.assertEqual(got.columns.names, ["p", "q"])
        self.assertEqual(got[("a", "y")].tolist(), [2])

    def test_empty(self):
        self.assertTrue(s.empty().empty)
        assert_frame_equal(s.empty(), pd.DataFrame())
        assert_frame_equal(s.empty_columns(), pd.DataFrame({"a": pd.Series(dtype=float), "b": pd.Series(dtype=object)}))

    def test_nan(self):
        assert_series_equal(s.nan(), pd.Series([1.0, np.nan, 3.0], name="n"))

    def test_mixed(self):
        got = s.mixed()
        self.assertEqual(got["o"].tolist(), [1, "a", None])
        self.assertEqual(got["l"].tolist(), [[1], {"k": 2}, (3,)])

    def test_dtypes(self):
        self.assertEqual([str(each) for each in s.uint8().dtypes], ["uint8", "float32", "bool"])

    def test_ints_index(self):
        assert_series_equal(s.ints_index(), pd.Series([1, 2], index=[10, 20]))

    def test_duplicates(self):
        assert_frame_equal(s.duplicates(), pd.DataFrame([[1, 2], [3, 4]], columns=["a", "a"], index=["x", "x"]))

    def test_stamps(self):
        self.assertEqual(s.stamps(), (pd.Timestamp("2020-01-01", tz="UTC"), pd.Timestamp("2020-05-01 10:00"), pd.Timedelta("1D"), pd.Period("2020-01", "M"), pd.Interval(0, 1), pd.NaT))

    def test_fixed(self):
        expected = frame()
        expected.index = pd.RangeIndex(10, 16, 2, name="r")
        assert_frame_equal(s.fixed(frame()), expected)

    def test_apply(self):
        self.assertEqual(s.apply(frame(), lambda t: t + 1).tolist(), [2.0, 13.0, 14.0])

    def test_timeline(self):
        self.assertEqual(s.timeline().index.name, "when")
        self.assertEqual(s.timeline().loc["2020-01-02", "v"], 2)


class Arrays(unittest.TestCase):
    def test_views(self):
        a = np.arange(12).reshape(3, 4)
        for got, expected in zip(s.np_views(), (a[:, ::2], a.T, np.asfortranarray(a), a[::-1], a[1])):
            np.testing.assert_array_equal(got, expected)
            self.assertEqual(got.dtype, expected.dtype)

    def test_views_given(self):
        a = np.arange(12).reshape(3, 4)
        for each in (a[:, ::2], a.T, np.asfortranarray(a), a[::-1], np.array(5), np.zeros((0, 3))):
            np.testing.assert_array_equal(s.same(each), each)
            self.assertEqual(s.same(each).shape, each.shape)

    def test_in_place_view(self):
        a = np.arange(6).reshape(2, 3)
        s.add_one(a[:, 1])
        self.assertEqual(a.tolist(), [[0, 2, 2], [3, 5, 5]])
        s.fill_view(a.T)
        self.assertEqual(a.tolist(), [[9, 9, 9], [3, 5, 5]])
        b = np.asfortranarray(np.zeros((2, 2)))
        s.add_one(b)
        self.assertEqual(b.tolist(), [[1, 1], [1, 1]])

    def test_masked(self):
        got = s.masked()
        self.assertEqual(got.sum(), 4)
        self.assertEqual(got.tolist(), [1, None, 3])
        self.assertIs(type(got), np.ma.MaskedArray)

    def test_structured(self):
        got = s.structured()
        self.assertEqual(got["n"][0], 1)
        self.assertEqual(got.tolist(), [(1, "a")])

    def test_scalars(self):
        got = s.scalars()
        self.assertEqual(got[:3], (3, True, 1.5))
        self.assertIs(type(got[0]), np.int64)
        self.assertIs(type(got[1]), np.bool_)
        self.assertEqual(got[3].shape, ())
        self.assertEqual(got[4], "x")
        self.assertEqual(got[5], np.datetime64("2020-01-01"))
        self.assertEqual(got[6], 1j)

    def test_matrix(self):
        self.assertEqual(np.asarray(s.matrix()).tolist(), [[1, 2]])

    def test_big_endian(self):
        self.assertEqual(s.big_endian().tolist(), [1, 2])

    def test_zero(self):
        self.assertEqual(s.zero()[0].shape, (0, 3))
        self.assertEqual(s.zero()[1].tolist(), [])

    def test_objects(self):
        self.assertEqual(s.np_objects().tolist(), [[1, "a"], [None, 2.5]])

    def test_rng(self):
        self.assertEqual(s.rng().tolist(), np.random.default_rng(1).integers(0, 10, 3).tolist())
