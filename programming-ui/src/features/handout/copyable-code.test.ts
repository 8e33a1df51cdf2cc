import { expect, it } from 'vitest';
import { copyableCode } from './copyable-code.ts';

it('copies only what was typed from a session', () => {
  const session = ">>> for n in [1]:\n...     print(n)\n...\n1\n>>> hello()\n'Hello'\n";
  expect(copyableCode(session)).toBe('for n in [1]:\n    print(n)\n\nhello()\n');
});

it('copies a program unchanged', () => {
  const program = 'def hello():\n    return ">>> "\n';
  expect(copyableCode(program)).toBe(program);
});
