import { get } from 'svelte/store';
import { expect, it } from 'vitest';
import { createTextStore } from '../../browser/text-store.ts';
import { createThemeChoice } from './theme.ts';

const pageStore = () =>
  createTextStore(() => {
    throw new Error('The browser refuses');
  });
const fakeRoot = () => ({ dataset: {} as Record<string, string> }) as unknown as HTMLElement;

it("sets the chosen theme on the page, and none for the system's", () => {
  const root = fakeRoot();
  const choice = createThemeChoice(root, pageStore());
  const seen = (['light', 'dark', 'system'] as const).map((chosen) => {
    choice.choose(chosen);
    return [get(choice.theme), root.dataset['theme']];
  });
  expect(seen).toEqual([
    ['light', 'light'],
    ['dark', 'dark'],
    ['system', undefined],
  ]);
});

it('starts with the saved theme', () => {
  const store = pageStore();
  createThemeChoice(fakeRoot(), store).choose('light');
  expect(get(createThemeChoice(fakeRoot(), store).theme)).toBe('light');
});
