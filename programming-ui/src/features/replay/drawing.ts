/**
 * The places of a drawing of variables and objects: frames at the left, objects in columns to the right
 * of what refers to them, an arrow for each reference. All sizes are in pixels at 16 px per rem.
 */
import type { TracedValue } from './trace.ts';
import { cut, sizeOf, valuesInside, valueText, type Objects } from './value-text.ts';

interface DrawnRow {
  readonly name: string;
  /** '' where an arrow shows the value. */
  readonly value: string;
  readonly changed: boolean;
  /** Its top, from that of the drawing. */
  readonly y: number;
}

interface Box {
  readonly key: string;
  readonly title: string;
  readonly isFrame: boolean;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Where the values begin, from the box's left side. */
  readonly valueX: number;
  readonly rows: readonly DrawnRow[];
}

export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  /** From the value that refers to the object, to the object's title: paths for SVG. */
  readonly arrows: readonly { readonly key: string; readonly path: string }[];
  /** Objects that were left out. */
  readonly notDrawn: number;
}

export const rowHeight = 20;
const titleHeight = 20;
const characterWidth = 7.3;
const padding = 8;
const columnGap = 56;
const boxGap = 14;
const maxNameCharacters = 14;
const maxTextCharacters = 22;
const maxRows = 12;
const maxObjects = 40;

interface DrawnFrame {
  readonly id: number;
  readonly title: string;
  readonly variables: readonly { readonly name: string; readonly value: TracedValue }[];
  /** The variables that have just changed. */
  readonly changed: ReadonlySet<string>;
}

interface Content {
  readonly key: string;
  readonly title: string;
  readonly isFrame: boolean;
  readonly rows: readonly {
    readonly name: string;
    readonly value: TracedValue;
    readonly changed: boolean;
  }[];
}

/** `moreItems` names the items that are left out. */
export function drawVariables(
  frames: readonly DrawnFrame[],
  objects: Objects,
  moreItems: (number: number) => string,
): Drawing {
  const { columns, notDrawn } = inColumns(frames, objects, moreItems);
  const boxes: Box[] = [];
  let x = 0;
  for (const column of columns) {
    let y = 0;
    let right = x;
    for (const content of column) {
      const box = boxAt(content, objects, x, y);
      boxes.push(box);
      y += box.height + boxGap;
      right = Math.max(right, x + box.width);
    }
    x = right + columnGap;
  }
  const arrows = columns.flat().flatMap((content, index) => {
    const box = boxes[index];
    return box === undefined ? [] : arrowsFrom(content, box, boxes);
  });
  return {
    width: Math.max(0, ...boxes.map((box) => box.x + box.width)) + 2,
    height: Math.max(0, ...boxes.map((box) => box.y + box.height)) + 2,
    boxes,
    arrows,
    notDrawn,
  };
}

const objectKey = (id: number): string => `object ${id}`;

/** Frames, then the objects that they refer to, then those inside these, each object once. */
function inColumns(
  frames: readonly DrawnFrame[],
  objects: Objects,
  moreItems: (number: number) => string,
): { columns: Content[][]; notDrawn: number } {
  const first = frames
    .filter(({ variables }) => variables.length > 0)
    .map(({ id, title, variables, changed }) => ({
      key: `frame ${id}`,
      title,
      isFrame: true,
      rows: variables.map(({ name, value }) => ({ name, value, changed: changed.has(name) })),
    }));
  const columns: Content[][] = [first];
  const drawn = new Set<number>();
  const left = new Set<number>();
  for (let column: Content[] = first; column.length > 0;) {
    const next: Content[] = [];
    for (const { value } of column.flatMap(({ rows }) => rows)) {
      const object = typeof value === 'number' ? objects.get(value) : undefined;
      if (typeof value !== 'number' || object === undefined || drawn.has(value)) continue;
      if (drawn.size >= maxObjects) {
        left.add(value);
        continue;
      }
      drawn.add(value);
      const inside = object.text === undefined ? valuesInside(object, objects) : [];
      const rows = inside.slice(0, maxRows).map(([name, each]) => ({
        name: name.replace(/^\.|^\[|\]$/g, ''),
        value: each,
        changed: false,
      }));
      const more = sizeOf(object) - rows.length;
      if (object.text !== undefined) rows.push({ name: '', value: object.text, changed: false });
      else if (more > 0) rows.push({ name: '…', value: moreItems(more), changed: false });
      next.push({ key: objectKey(value), title: object.type, isFrame: false, rows });
    }
    if (next.length > 0) columns.push(next);
    column = next;
  }
  return { columns, notDrawn: left.size };
}

function boxAt(
  { key, title, isFrame, rows }: Content,
  objects: Objects,
  x: number,
  y: number,
): Box {
  const width = (text: string) => text.length * characterWidth;
  const names = rows.map(({ name }) => cut(name, maxNameCharacters));
  const values = rows.map(({ value }) =>
    typeof value === 'number' && objects.has(value)
      ? ''
      : cut(valueText(value, objects), maxTextCharacters),
  );
  const valueX = padding + Math.max(0, ...names.map(width)) + (names.some(Boolean) ? padding : 0);
  const inner = Math.max(valueX + Math.max(16, ...values.map(width)), padding + width(title));
  return {
    key,
    title,
    isFrame,
    x,
    y,
    valueX,
    width: Math.ceil(inner + padding),
    height: titleHeight + Math.max(rows.length, 1) * rowHeight,
    rows: rows.map(({ changed }, index) => ({
      name: names[index] ?? '',
      value: values[index] ?? '',
      changed,
      y: y + titleHeight + index * rowHeight,
    })),
  };
}

function arrowsFrom(content: Content, box: Box, boxes: readonly Box[]): Drawing['arrows'] {
  return content.rows.flatMap(({ value }, index) => {
    const target =
      typeof value === 'number' ? boxes.find(({ key }) => key === objectKey(value)) : undefined;
    if (target === undefined) return [];
    const startX = box.x + box.valueX + 6;
    const startY = box.y + titleHeight + (index + 0.5) * rowHeight;
    const endY = target.y + titleHeight / 2;
    const reach = columnGap * 0.9;
    const path = `M${startX} ${startY}C${startX + reach} ${startY} ${target.x - reach} ${endY} ${target.x} ${endY}`;
    return [{ key: `${box.key} ${index}`, path }];
  });
}
