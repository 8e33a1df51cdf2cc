import numpy as np
import pandas as pd


def same(value):
    return value


def warm(frame):
    return frame[frame["t"] > 10]


def cities(frame):
    return list(frame["city"])


def mean_by(frame):
    return frame.groupby("city")["t"].mean()


def by_two(frame):
    return frame.groupby(["city", "kind"]).sum()


def sizes(frame):
    return frame.groupby("city").size()


def pivot(frame):
    return frame.pivot_table(index="city", columns="kind", values="t", aggfunc="sum")


def add(frame):
    frame["double"] = frame["t"] * 2


def drop(frame):
    frame.drop(columns=["kind"], inplace=True)


def sort(frame):
    frame.sort_values("t", ascending=False, inplace=True)


def set_cell(frame):
    frame.loc[0, "t"] = 99.0


def rename(frame):
    frame.columns = [each.upper() for each in frame.columns]


def fill(series):
    series.fillna(0, inplace=True)


def first(frame):
    return frame.iloc[0]


def top(frame):
    return frame["t"].idxmax(), frame["t"].max(), frame.shape, frame["t"].dtype == float


def describe(frame):
    return frame.describe()


def category(frame):
    frame = frame.copy()
    frame["city"] = frame["city"].astype("category")
    return frame


def ordered():
    return pd.Series(pd.Categorical(["b", "a", None], categories=["a", "b", "c"], ordered=True))


def dates():
    return pd.DataFrame({"x": [1, 2]}, index=pd.date_range("2020-01-01", periods=2, freq="D"))


def zoned():
    return pd.Series(pd.date_range("2020-01-01", periods=2, tz="Europe/Berlin"))


def nullable():
    return pd.DataFrame({"i": pd.array([1, None], dtype="Int64"), "b": pd.array([True, None], dtype="boolean"), "s": pd.array(["x", None], dtype="string"), "f": pd.array([1.5, None], dtype="Float64")})


def periods():
    return pd.Series(pd.period_range("2020-01", periods=2, freq="M"))


def intervals():
    return pd.cut(pd.Series([1, 5, 9]), [0, 3, 10])


def deltas():
    return pd.Series(pd.to_timedelta([1, 2], unit="D"))


def multi_columns():
    return pd.DataFrame([[1, 2]], columns=pd.MultiIndex.from_tuples([("a", "x"), ("a", "y")], names=["p", "q"]))


def empty():
    return pd.DataFrame()


def empty_columns():
    return pd.DataFrame({"a": pd.Series(dtype=float), "b": pd.Series(dtype=object)})


def nan():
    return pd.Series([1.0, np.nan, 3.0], name="n")


def mixed():
    return pd.DataFrame({"o": [1, "a", None], "l": [[1], {"k": 2}, (3,)]})


def uint8():
    return pd.DataFrame({"a": np.array([1, 2], dtype="uint8"), "b": np.array([1, 2], dtype="float32"), "c": [True, False]})


def ints_index():
    return pd.Series([1, 2], index=[10, 20])


def duplicates():
    return pd.DataFrame([[1, 2], [3, 4]], columns=["a", "a"], index=["x", "x"])


def stamps():
    return pd.Timestamp("2020-01-01", tz="UTC"), pd.Timestamp("2020-05-01 10:00"), pd.Timedelta("1D"), pd.Period("2020-01", "M"), pd.Interval(0, 1), pd.NaT


def np_views():
    a = np.arange(12).reshape(3, 4)
    return a[:, ::2], a.T, np.asfortranarray(a), a[::-1], a[1]


def masked():
    return np.ma.array([1, 2, 3], mask=[0, 1, 0])


def structured():
    return np.array([(1, "a")], dtype=[("n", int), ("s", "U3")])


def scalars():
    return np.int64(3), np.bool_(True), np.float32(1.5), np.array(5), np.str_("x"), np.datetime64("2020-01-01"), np.complex128(1j)


def add_one(array):
    array += 1


def fill_view(array):
    array[:, 0] = 9


def matrix():
    return np.matrix([[1, 2]])


def big_endian():
    return np.array([1, 2], dtype=">i4")


def zero():
    return np.zeros((0, 3)), np.array([])


def attrs(frame):
    return frame.reset_index(drop=True)


def np_objects():
    return np.array([[1, "a"], [None, 2.5]], dtype=object)


def poly():
    return np.poly1d([1, 2])


def grouped(frame):
    return frame.groupby("city")


def subclass():
    class Own(pd.DataFrame):
        pass
    return Own({"a": [1]})


def fixed(frame):
    frame = frame.copy()
    frame.index = pd.RangeIndex(10, 10 + 2 * len(frame), 2, name="r")
    return frame


def apply(frame, f):
    return frame["t"].apply(f)


def rng():
    return np.random.default_rng(1).integers(0, 10, 3)


def timeline():
    return pd.DataFrame({"when": pd.to_datetime(["2020-01-01", "2020-01-02"]), "v": [1, 2]}).set_index("when")
