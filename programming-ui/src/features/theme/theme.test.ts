import { get } from 'svelte/store';
import { expect, it } from 'vitest';
import { createTextStore } from '../../browser/text-store.ts';
import { createThemeChoice } from './theme.ts';

const pageStore = () =>
  createTextStore(() => {
    throw new Error('The browser refuses');
  });
const fakeRoot = () => ({ dataset: {} as Record<string, string> }) as unknown as HTMLElement;

it('marks the page with what was chosen, and leaves it to the system without', () => {
  const root = fakeRoot();
  const { theme, choose } = createThemeChoice(root, pageStore());
  const seen = (['light', 'dark', 'system'] as const).map((chosen) => {
    choose(chosen);
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
  createThemeChoice(fakeRoot(), store).choose('light');
  expect(get(createThemeChoice(fakeRoot(), store).theme)).toBe('light');
});
