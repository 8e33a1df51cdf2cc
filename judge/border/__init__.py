"""The border between the judge's process and the student's: what crosses, and how.

Messages are told in channel.py. A plain value in them is JSON:

None, booleans, numbers and text are themselves; all else is an array that begins with a tag:

    l list  t tuple  d dict (key, value, key, …)  s set  f frozenset  b bytes  B bytearray
    I large int (hexadecimal)  c complex  R range  S slice  E Ellipsis  N NotImplemented
    C Counter  O OrderedDict  D defaultdict (factory, key, value, …)  q deque (maxlen, …)
    k, v, i a dict's views  T a type and n a function of the standard library, by name
    m a value of datetime, decimal, fractions, zoneinfo or pathlib (name, arguments …)
    a an array of numpy (arrays.py)  p something of pandas (frames.py)
    r a mutable container that came before in the message, by its number
    g a mutable argument of the request being answered, by its number

Other tags belong to whoever reads and writes objects that are no plain values, the two ends of
the border. Only exact types cross so: a subclass may have a mind of its own.

Mutable containers (l, d, s, B, C, O, D, q, a, p) are numbered from 0 in the order in which they
begin.
"""
