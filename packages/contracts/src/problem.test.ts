import { expect, it } from 'vitest';
import { problems, problemTypeUri, type ProblemType } from './problem.ts';

it('gives every problem a type that ends in its name, and an error status', () => {
  for (const [name, { status, title }] of Object.entries(problems)) {
    expect(problemTypeUri(name as ProblemType).endsWith(`/${name}`)).toBe(true);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(600);
    expect(title).not.toBe('');
  }
});
