import { expect, it } from 'vitest';
import { drawVariables } from './drawing.ts';
import type { TracedObject, TracedValue } from './trace.ts';

const list = (...items: TracedValue[]): TracedObject => ({ type: 'list', items });
const more = (number: number) => `${number} more`;

const draw = (variables: Record<string, TracedValue>, objects: [number, TracedObject][]) =>
  drawVariables(
    [
      {
        id: 0,
        title: 'Outside',
        variables: Object.entries(variables).map(([name, value]) => ({ name, value })),
        changed: new Set(['a']),
      },
    ],
    new Map(objects),
    more,
  );

it('draws a shared object once, with an arrow from each reference to its title', () => {
  const { boxes, arrows } = draw({ a: 1, b: 1, c: '7' }, [
    [1, list('1', 2)],
    [2, list()],
  ]);
  expect(boxes.map(({ key }) => key)).toEqual(['frame 0', 'object 1', 'object 2']);
  const [frame, first, second] = boxes;
  expect(frame?.rows.map(({ name, value, changed }) => [name, value, changed])).toEqual([
    ['a', '', true],
    ['b', '', false],
    ['c', '7', false],
  ]);
  expect(arrows).toHaveLength(3);
  const ends = arrows.map(({ path }) => path.split(' ').slice(-2).map(Number));
  expect(ends).toEqual([
    [first?.x, 10],
    [first?.x, 10],
    [second?.x, 10],
  ]);
});

it('lays boxes out without overlap, in columns to the right of what refers to them', () => {
  const { boxes, width, height } = draw({ a: 1, b: 2, c: 3 }, [
    [1, list(2, 3)],
    [2, list('1', '2', '3')],
    [3, { type: 'dict', entries: [["'key'", 1]] }],
  ]);
  for (const box of boxes) {
    expect(box.x + box.width).toBeLessThanOrEqual(width);
    expect(box.y + box.height).toBeLessThanOrEqual(height);
    for (const other of boxes)
      if (other !== box)
        expect(
          box.x + box.width <= other.x ||
            other.x + other.width <= box.x ||
            box.y + box.height <= other.y ||
            other.y + other.height <= box.y,
        ).toBe(true);
  }
});

it('draws an object that contains itself, and counts what it leaves out', () => {
  const itself = draw({ a: 1 }, [[1, list(1)]]);
  expect(itself.boxes).toHaveLength(2);
  expect(itself.arrows).toHaveLength(2);

  const long = draw({ a: 1 }, [
    [1, { ...list(...Array.from({ length: 20 }, String)), length: 100 }],
  ]);
  expect(long.boxes[1]?.rows.at(-1)?.value).toBe('88 more');

  const ids = Array.from({ length: 60 }, (_, index) => index + 1);
  const many = draw(
    Object.fromEntries(ids.map((id) => [`v${id}`, id])),
    ids.map((id) => [id, list()]),
  );
  expect(many.notDrawn).toBe(20);
});
