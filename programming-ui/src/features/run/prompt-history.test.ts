import { expect, it } from 'vitest';
import { createPromptHistory } from './prompt-history.ts';

it('goes back and forth, and ends at the unsent text', () => {
  const history = createPromptHistory();
  for (const source of ['a', 'b', 'b', ' ']) history.add(source);
  expect([history.older('draft'), history.older('b'), history.older('a')]).toEqual([
    'b',
    'a',
    null,
  ]);
  expect([history.newer(), history.newer(), history.newer()]).toEqual(['b', 'draft', null]);
});
