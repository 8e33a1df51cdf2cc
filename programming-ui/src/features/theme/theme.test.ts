import { get } from 'svelte/store';
import { expect, it } from 'vitest';
import { createTextStore } from '../../browser/text-store.ts';
import { createThemeChoice } from './theme.ts';

const pageStore = () =>
  createTextStore(() => {
    throw new Error('The browser refuses');
  });
const fakeRoot = () => ({ dataset: {} as Record<string, string> }) as unknown as HTMLElement;

it('goes from system over light to dark and back, and marks the page', () => {
  const root = fakeRoot();
  const { theme, next } = createThemeChoice(root, pageStore());
  const seen = [1, 2, 3].map(() => {
    next();
    return [get(theme), root.dataset['theme']];
  });
  expect(seen).toEqual([
    ['light', 'light'],
    ['dark', 'dark'],
    ['system', undefined],
  ]);
});

it('begins with what was chosen before', () => {
  const store = pageStore();
  createThemeChoice(fakeRoot(), store).next();
  expect(get(createThemeChoice(fakeRoot(), store).theme)).toBe('light');
});
