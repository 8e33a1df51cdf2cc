import type { TracedObject, TracedValue } from './trace.ts';

export type Objects = ReadonlyMap<number, TracedObject>;

const maxDepth = 3;
const maxItems = 12;
const more = '…';

const brackets: Readonly<Record<string, readonly [open: string, close: string]>> = {
  list: ['[', ']'],
  tuple: ['(', ')'],
  set: ['{', '}'],
  dict: ['{', '}'],
};

/** A value in one line, as Python writes it. Objects of other classes have their class's name in front. */
export function valueText(
  value: TracedValue,
  objects: Objects,
  around: readonly number[] = [],
): string {
  if (typeof value === 'string') return value;
  const object = objects.get(value);
  if (object === undefined) return more;
  if (object.text !== undefined) return object.text;
  const [open, close] = brackets[object.type] ?? [
    `${object.type} ${object.items === undefined ? '{' : '['}`,
    object.items === undefined ? '}' : ']',
  ];
  if (around.includes(value) || around.length === maxDepth) return `${open}${more}${close}`;
  const inner = (each: TracedValue) => valueText(each, objects, [...around, value]);
  const parts =
    object.entries === undefined
      ? (object.items ?? []).slice(0, maxItems).map(inner)
      : object.entries.slice(0, maxItems).map(([key, each]) => `${inner(key)}: ${inner(each)}`);
  if (sizeOf(object) > parts.length) parts.push(more);
  if (object.type === 'set' && parts.length === 0) return 'set()';
  if (object.type === 'tuple' && parts.length === 1) return `(${parts[0] ?? ''},)`;
  return `${open}${parts.join(', ')}${close}`;
}

/** How many items or entries it has, also those that are not recorded. */
export const sizeOf = ({ items, entries, length }: TracedObject): number =>
  length ?? items?.length ?? entries?.length ?? 0;

/** The values inside an object, with the text that leads to each, such as `[0]`, `['a']` or `.name`. */
export function valuesInside(object: TracedObject, objects: Objects): [string, TracedValue][] {
  if (object.entries === undefined)
    return (object.items ?? []).map((value, index) => [`[${index}]`, value]);
  const isDict = isKeyed(object);
  return object.entries.map(([key, value]) => {
    const text = valueText(key, objects);
    return [isDict ? `[${text}]` : `.${text}`, value];
  });
}

/** Whether its entries have keys, such as `'a'` or `3`; attributes are names. */
const isKeyed = ({ type, entries = [] }: TracedObject): boolean =>
  type === 'dict' ||
  entries.some(([key]) => typeof key === 'number' || !/^[\p{L}_][\p{L}\p{N}_]*$/u.test(key));

/** Shortens a text in its middle to at most so many characters. */
export function cut(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters) return text;
  const end = Math.floor((maxCharacters - 1) / 3);
  return `${text.slice(0, maxCharacters - 1 - end)}${more}${text.slice(text.length - end)}`;
}
