import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadPyodide } from 'pyodide';
import { beforeAll, expect, it } from 'vitest';

let newer: (source: string, minor: number) => string;

beforeAll(async () => {
  const python = await loadPyodide();
  const source = readFileSync(join(import.meta.dirname, '../python/grader_syntax.py'), 'utf8');
  newer = python.runPython(`
import json, sys, types
module = sys.modules["grader_syntax"] = types.ModuleType("grader_syntax")
exec(${JSON.stringify(source)}, module.__dict__)
lambda source, minor: json.dumps(module.newer_syntax(source, (3, minor)))
`) as typeof newer;
});

const newerSyntax = (source: string, minor = 11): unknown => JSON.parse(newer(source, minor));

it.each([
  ['type X = int', 'Type statement', '3.12'],
  ['def f[T](x): pass', 'Type parameter lists', '3.12'],
  ['class A[T = int]: pass', 'Type parameter defaults', '3.13'],
  ['try:\n    pass\nexcept A, B:\n    pass', 'except expressions without parentheses', '3.14'],
  ['x = t"{y}"', 't-strings', '3.14'],
  ['f"{x["a"]}"', 'f-string', '3.12'],
  ['f"{x:{"a"}}"', 'f-string', '3.12'],
  ['f"""{x["""a"""]}"""', 'f-string', '3.12'],
  [`f"{'\\n'.join(x)}"`, 'f-string', '3.12'],
  [`f"{f'{x}\\n'}"`, 'f-string', '3.12'],
  ['f"""{x  # why\n}"""', 'f-string', '3.12'],
  ['f"{\n1}"', 'f-string', '3.12'],
])('finds what Python 3.11 cannot read in %j', (source, what, since) => {
  expect(newerSyntax(source)).toMatchObject([{ what, since }]);
});

it.each([
  'print(f"{x!r:>{width}}\\n")',
  `f'{x}' f"{y['a']}"`,
  'f"""{x["a"]}"""',
  `f"{f'{x}'}\\n"`,
  "f'''{\n1\n}'''",
  'f"{{}} {x}"  # a comment',
  'match x:\n    case 1:\n        pass',
  'def f(:',
])('finds nothing in %j', (source) => {
  expect(newerSyntax(source)).toEqual([]);
});

it("reports only what the server's Python lacks", () => {
  expect(newerSyntax('type X = int\nf"{"a"}"', 12)).toEqual([]);
  expect(newerSyntax('type X = int\nf"{"a"}"', 11)).toMatchObject([{ line: 1 }, { line: 2 }]);
});
