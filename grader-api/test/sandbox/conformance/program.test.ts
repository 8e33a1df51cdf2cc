import { expect, test } from 'vitest';
import { parsePrograms } from './program.ts';

const program = {
  title: 'prints',
  assignment: 'greet',
  code: 'print()\n',
  verdict: 'failed',
  tests: {},
};
const parse = (changes: object, group: 'wrong' | 'forging' = 'wrong') =>
  parsePrograms([{ ...program, ...changes }], `${group}/some.yaml`, group);

test('by default a program is for every sandbox, and has a list of verdicts', () => {
  expect(parse({})).toMatchObject([
    { verdicts: ['failed'], sandboxes: ['bubblewrap', 'pyodide'], control: false },
  ]);
});

test('a forging program without a verdict may get any but a pass and an internal error', () => {
  const [{ verdicts } = { verdicts: [] }] = parse({ verdict: undefined }, 'forging');
  expect(verdicts).toContain('timeout');
  expect(verdicts).not.toContain('passed');
  expect(verdicts).not.toContain('internal-error');
});

test('an error in a program is reported with its file and title', () => {
  expect(() => parse({ verdict: 'fine' })).toThrow(/^wrong\/some\.yaml: "prints": verdict: /);
  expect(() => parse({ verdict: undefined })).toThrow('"prints": verdict is missing');
  expect(() => parse({ tests: undefined })).toThrow('tests is missing');
  expect(() => parse({ tests: { a: 'red' } })).toThrow(/"prints": tests\.a: /);
  expect(() => parse({ verdict: ['failed', 'timeout'] })).toThrow('must have one verdict');
  expect(() => parse({ verdict: 'internal-error' })).toThrow('our own fault');
  expect(() => parse({ verdict: 'passed' }, 'forging')).toThrow('no forging program may pass');
  expect(() => parse({ sayz: [] })).toThrow('sayz');
  expect(() => parsePrograms({}, 'wrong/some.yaml', 'wrong')).toThrow(/^wrong\/some\.yaml: /);
});
