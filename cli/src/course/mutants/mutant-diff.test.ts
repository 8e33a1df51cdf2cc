import { expect, it } from 'vitest';
import { applyTo, diffsOf, normalDiff } from './mutant-diff.ts';

const code = 'def f(a):\n    a += 1\n    a += 1\n    return a\n';
const changed = (line: number, lastLine: number, ...lines: string[]) => {
  return { scope: 'f', line, lastLine, lines };
};

it('replaces lines of a program', () => {
  const program = applyTo(code, changed(2, 3, '    a -= 1'));
  expect(program).toBe('def f(a):\n    a -= 1\n    return a\n');
});

it('gives each place its own diff, in whichever order they come', () => {
  const [second, first, other] = diffsOf(code, [
    changed(3, 3, '    a -= 1'),
    changed(2, 2, '    a -= 1'),
    { ...changed(4, 4, '    return None  '), scope: '' },
  ]);
  expect(first).toBe('@@ f @@\n-    a += 1\n+    a -= 1');
  expect(second).toBe('@@ f (2) @@\n-    a += 1\n+    a -= 1');
  expect(other).toBe('@@ top level @@\n-    return a\n+    return None');
  expect(normalDiff(`${first}  \n\n`)).toBe(first);
});
