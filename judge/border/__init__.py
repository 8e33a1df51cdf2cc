"""The border between the judge's process and the student's: what crosses, and how.

channel.py describes the messages. A plain value in them is JSON:

None, booleans, numbers and strings are themselves. Any other value is an array that starts with a
tag:

    l list  t tuple  d dict (key, value, key, …)  s set  f frozenset  b bytes  B bytearray
    I large int (hexadecimal)  c complex  R range  S slice  E Ellipsis  N NotImplemented
    C Counter  O OrderedDict  D defaultdict (factory, key, value, …)  q deque (maxlen, …)
    k, v, i a dict's views  T a type and n a function of the standard library, by name
    m a value of datetime, decimal, fractions, zoneinfo or pathlib (name, arguments …)
    a a numpy array (arrays.py)  p a pandas value (frames.py)
    r a mutable container that occurred earlier in the message, by its number
    g a mutable argument of the request being answered, by its number

Other tags are for objects that are not plain values; remote/ and student/ define them. Only exact
types cross by value: a subclass could override anything.

Mutable containers (l, d, s, B, C, O, D, q, a, p) are numbered from 0 in the order in which they
start.
"""
