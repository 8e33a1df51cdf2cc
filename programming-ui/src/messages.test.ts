import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, type AST } from 'svelte/compiler';
import { expect, it } from 'vitest';

const source = new URL('.', import.meta.url).pathname;
const saidAttributes = ['alt', 'aria-description', 'aria-label', 'label', 'placeholder', 'title'];

/** The words that a component says by itself, where they stand in no text module. */
function ownWords(component: string): string[] {
  const words: string[] = [];
  const look = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(look);
    if (typeof node !== 'object' || node === null || !('type' in node)) return;
    const { type, name } = node as { type: string; name?: string };
    if (type === 'Attribute' && !saidAttributes.includes(name ?? '')) return;
    if (type === 'StyleDirective') return;
    if (type === 'Text' && /\p{L}/u.test((node as AST.Text).data))
      words.push((node as AST.Text).data.trim());
    Object.values(node).forEach(look);
  };
  look(parse(component, { modern: true }).fragment.nodes);
  return words;
}

it('finds the words of a component', () => {
  expect(ownWords('<p class="big" title="A hint">{#if true}Stop <b>{now}</b>{/if}</p>')).toEqual([
    'A hint',
    'Stop',
  ]);
});

it('has all texts of the page in the text modules, so that a language is two files', async () => {
  const files = await readdir(source, { recursive: true });
  const components = files.filter((file) => file.endsWith('.svelte'));
  expect(components.length).toBeGreaterThan(30);
  for (const file of components) {
    expect(ownWords(await readFile(join(source, file), 'utf8')), file).toEqual([]);
  }
});
