import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSandbox } from '../../src/sandbox/create-sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { jobOf, outcomesOf, recordedJob, testOf } from './jobs.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox({ kind: 'bubblewrap' });
});
afterAll(() => sandbox.close());

const solution = `
import numpy as np
import pandas as pd

def double(array):
    return array * 2
def mean(array):
    return np.mean(array)
def mixed():
    return np.array([1, "a", None], dtype=object)
def add_one(array):
    array += 1
def table():
    return pd.DataFrame({"name": ["Ada", "Bob"], "points": [3, 4]})
def total(table):
    return table["points"].sum()
def add_bonus(table):
    table["bonus"] = table["points"] + 1
def row():
    return pd.Series([1.5, 2.5], index=["a", "b"], name="row")
`;

const tests = `
import unittest
import numpy as np
import pandas as pd
from submission import *

class TestArrays(unittest.TestCase):
    def test_array(self):
        np.testing.assert_array_equal(double(np.arange(6).reshape(2, 3)), [[0, 2, 4], [6, 8, 10]])
    def test_scalar(self):
        self.assertAlmostEqual(mean(np.array([1.0, 2.0])), 1.5)
    def test_objects(self):
        self.assertEqual(list(mixed()), [1, "a", None])
    def test_in_place(self):
        array = np.array([1, 2])
        add_one(array)
        self.assertEqual(array.tolist(), [2, 3])

class TestTables(unittest.TestCase):
    def test_table(self):
        expected = pd.DataFrame({"name": ["Ada", "Bob"], "points": [3, 4]})
        pd.testing.assert_frame_equal(table(), expected)
    def test_total(self):
        self.assertEqual(total(table()), 7)
    def test_in_place(self):
        changed = table()
        add_bonus(changed)
        self.assertEqual(changed["bonus"].tolist(), [4, 5])
    def test_series(self):
        pd.testing.assert_series_equal(row(), pd.Series([1.5, 2.5], index=["a", "b"], name="row"))
`;

const job = (preload = ['numpy', 'pandas']) =>
  recordedJob(sandbox, jobOf({ code: solution, tests, preload, limits }));

/** pandas alone takes more than the memory limit of other tests. */
const limits = { cpuSeconds: 3, wallSeconds: 10, memoryMiB: 512 };

test.each([
  ['preloaded', ['numpy', 'pandas']],
  ['imported by tests and program', []],
])('arrays and tables, %s, cross by value, and are changed in place', async (_, preload) => {
  const report = await sandbox.grade(await job(preload));
  expect(report.verdict).toBe('passed');
  expect(outcomesOf(report)).toHaveLength(8);
});

test('arrays and tables are compared by the judge', async () => {
  const code = solution
    .replace('array * 2', 'array * 3')
    .replace('"points": [3, 4]', '"points": [3, 5]')
    .replace('np.mean(array)', 'type("Any", (), {"__eq__": lambda *_: True})()');
  const report = await sandbox.grade({ ...(await job()), code });
  for (const name of ['TestArrays.test_array', 'TestArrays.test_scalar', 'TestTables.test_table']) {
    expect(testOf(report, name).outcome).not.toBe('passed');
  }
  expect(testOf(report, 'TestArrays.test_in_place').outcome).toBe('passed');
});

test('a program may use libraries that its tests do not import', async () => {
  const sums = `
import unittest
from submission import add, pair

class TestSums(unittest.TestCase):
    def test_add(self):
        self.assertEqual(add(2, 3), 5)
    def test_pair(self):
        self.assertEqual(list(pair(2, 3)), [2, 3])
`;
  const plain = 'def add(a, b):\n    return a + b\ndef pair(a, b):\n    return [a, b]\n';
  const model = await recordedJob(sandbox, jobOf({ code: plain, tests: sums, limits }));
  const program = (add: string) => `
import numpy as np
import pandas as pd
def add(a, b):
    return ${add}
def pair(a, b):
    return pd.Series([a, b])
`;
  const right = await sandbox.grade({ ...model, code: program('np.add(a, b)') });
  expect(outcomesOf(right)).toEqual(['TestSums.test_add passed', 'TestSums.test_pair passed']);
  const wrong = await sandbox.grade({ ...model, code: program('np.subtract(a, b)') });
  expect(testOf(wrong, 'TestSums.test_add').message).toContain('should be 5, but is -1');
});
