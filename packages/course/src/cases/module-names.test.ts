import { expect, it } from 'vitest';
import { moduleNames, namesIn } from './module-names.ts';

it.each([
  ['def sum(numbers):\n    total = 0\n    return total', 'sum'],
  ['async def f(): pass\nclass A(B):\n    x = 1\n    def m(self): y = 2', 'f A'],
  ['@cache\ndef f(x): return (max := x)', 'f'],
  ['max = min = abs\na.b = c[0] = 1\nd == e\nx += 1', 'max min'],
  ['a, (b, *c) = 1, (2, 3)\n[d, e] = f', 'a b c d e'],
  ['all: object = lambda xs: (y := xs)\nunbound: int', 'all y'],
  [
    'import os.path, json as j\nfrom math import (\n    prod as sum,  # own\n    pi,\n)',
    'os j sum pi',
  ],
  ['from math import *', ''],
  ['from a import b; from .c import d as e', 'b e'],
  ['if True:\n    def any(xs): return 1\nelse: any = 2', 'any'],
  ['try:\n    from math import prod\nexcept ImportError:\n    prod = None', 'prod'],
  ['for i, (j, k) in pairs: last = i\nwith open(p) as f, g() as (h): pass', 'i j k last f h'],
  ['while (line := next(x)): print(line)', 'line'],
  ['def start():\n    global board, round\n    board = 1', 'start board round'],
  ['"""\nmax = 1\n"""\n# min = 2\ntext = "len = 3"', 'text'],
  ['values = f(sum=1,\n  key=lambda x: x)\nname = \\\n  3', 'values name'],
  ['sum = 1\ndel sum', ''],
  ['type abs[T] = list[T]\ntype = 3', 'abs type'],
  ['print(sum=3)\nassert x <= 3\nreturned = [y for y in z if (w := y)]', 'returned w'],
  ['größe = 1\r\nif x == 1: y = 2\r\n', 'größe y'],
])('finds the names in %j', (source, expected) => {
  const wanted = expected.split(' ').filter(Boolean);
  expect([...moduleNames(source)].sort()).toEqual(wanted.sort());
});

it('finds names anywhere in a call', () => {
  expect(namesIn('f"{add(1)}" + größe_2')).toEqual(['f', 'add', 'größe_2']);
});
