import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, type AST } from 'svelte/compiler';
import { expect, it } from 'vitest';

const source = new URL('.', import.meta.url).pathname;
const textAttributes = ['alt', 'aria-description', 'aria-label', 'label', 'placeholder', 'title'];

/** The texts in a component that are not in a text module. */
function ownTexts(component: string): string[] {
  const texts: string[] = [];
  const look = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(look);
    if (typeof node !== 'object' || node === null || !('type' in node)) return;
    const { type, name } = node as { type: string; name?: string };
    if (type === 'Attribute' && !textAttributes.includes(name ?? '')) return;
    if (type === 'StyleDirective') return;
    if (type === 'Text' && /\p{L}/u.test((node as AST.Text).data))
      texts.push((node as AST.Text).data.trim());
    Object.values(node).forEach(look);
  };
  look(parse(component, { modern: true }).fragment.nodes);
  return texts;
}

it('finds the texts in a component', () => {
  expect(ownTexts('<p class="big" title="A hint">{#if true}Stop <b>{now}</b>{/if}</p>')).toEqual([
    'A hint',
    'Stop',
  ]);
});

it('has all texts of the page in the text modules, so that a language is six files', async () => {
  const files = await readdir(source, { recursive: true });
  const components = files.filter((file) => file.endsWith('.svelte'));
  expect(components.length).toBeGreaterThan(30);
  for (const file of components) {
    expect(ownTexts(await readFile(join(source, file), 'utf8')), file).toEqual([]);
  }
});
