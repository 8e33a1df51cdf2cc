/* The variables of a step as rows of a table. */
import { replayMessages as text } from '../../replay-messages.ts';
import type { Change } from './changes.ts';
import type { ReplayFrame, ReplayState } from './replay-state.ts';
import { moduleName, type TracedValue } from './trace.ts';
import { cut, valuesInside, valueText } from './value-text.ts';

export interface VariableRow {
  readonly name: string;
  readonly value: string;
  /** In words: whether it just changed, and which other names have the same object. */
  readonly notes: readonly string[];
  readonly changed: boolean;
  /** The steps whose lines changed it before and after this step. */
  readonly earlier: number | null;
  readonly later: number | null;
}

export interface FrameRows {
  readonly id: number;
  readonly title: string;
  readonly rows: readonly VariableRow[];
}

const maxValueCharacters = 200;
const maxPathDepth = 2;
const maxPaths = 300;

/** One entry for each frame, the outermost first. */
export function frameRows(state: ReplayState, changes: readonly Change[], at: number): FrameRows[] {
  const notes = sameObjectNotes(state);
  const titles = frameTitles(state.frames);
  return state.frames.map((frame) => ({
    id: frame.id,
    title: titles.get(frame.id) ?? '',
    rows: frame.variables.map(({ name, value }) => {
      const own = changes.filter((each) => each.frame === frame.id && each.name === name);
      const now = own.find(({ seen }) => seen === at);
      const isFirst = now !== undefined && own[0] === now;
      return {
        name,
        value: cut(valueText(value, state.objects), maxValueCharacters),
        notes: [
          ...(now === undefined ? [] : [isFirst ? text.isNew : text.isChanged]),
          ...(notes.get(keyOf(frame, name)) ?? []),
        ],
        changed: now !== undefined,
        earlier: own.findLast(({ by }) => by < at)?.by ?? null,
        later: own.find(({ by }) => by > at)?.by ?? null,
      };
    }),
  }));
}

/** Calls of one function that are running at once are numbered. */
export function frameTitles(frames: readonly ReplayFrame[]): Map<number, string> {
  const titles = new Map<number, string>();
  for (const frame of frames) {
    const same = frames.filter(({ id, name }) => id !== 0 && name === frame.name);
    const isModule = frame.id === 0 || frame.name === moduleName;
    if (isModule) titles.set(frame.id, text.moduleFrame);
    else
      titles.set(
        frame.id,
        same.length === 1
          ? text.functionFrame(frame.name)
          : text.functionFrameAgain(frame.name, same.indexOf(frame) + 1),
      );
  }
  return titles;
}

const keyOf = (frame: ReplayFrame, name: string): string => `${frame.id} ${name}`;

interface Path {
  readonly frame: ReplayFrame;
  readonly name: string;
  /** What leads from the variable to the object, such as `[0]`. */
  readonly inside: string;
}

/** By frame and name: which other names, or places in the same value, have the same object. */
function sameObjectNotes({ frames, objects }: ReplayState): Map<string, string[]> {
  const notes = new Map<string, string[]>();
  for (const [id, [first, ...others]] of pathsToObjects({ frames, objects })) {
    const type = objects.get(id)?.type ?? '';
    if (first === undefined || others.length === 0) continue;
    for (const path of [first, ...others]) {
      const other = path === first ? others[0] : first;
      // The first place inside a value is named by the notes about the others.
      if (other === undefined || (path === first && path.inside !== '')) continue;
      const otherName = nameFrom(path.frame, other);
      const key = keyOf(path.frame, path.name);
      const note =
        path.inside === ''
          ? text.sameAs(type, otherName)
          : text.isSameAs(path.name + path.inside, type, otherName);
      notes.set(key, [...(notes.get(key) ?? []), note]);
    }
  }
  return notes;
}

function nameFrom(frame: ReplayFrame, { frame: other, name, inside }: Path): string {
  if (frame === other) return name + inside;
  return text.inFrame(name + inside, other.id === 0 ? text.itsModule : other.name);
}

/** The places of each object that has several. What is inside it is followed from the first one only. */
function pathsToObjects({
  frames,
  objects,
}: Pick<ReplayState, 'frames' | 'objects'>): Map<number, Path[]> {
  const found = new Map<number, Path[]>();
  let waiting: [Path, TracedValue][] = frames.flatMap((frame) =>
    frame.variables.map(({ name, value }): [Path, TracedValue] => [
      { frame, name, inside: '' },
      value,
    ]),
  );
  for (let depth = 0, seen = 0; depth <= maxPathDepth && seen < maxPaths; depth += 1) {
    const inner: [Path, TracedValue][] = [];
    for (const [path, value] of waiting) {
      if (typeof value !== 'number') continue;
      seen += 1;
      const before = found.get(value);
      if (before !== undefined) {
        before.push(path);
        continue;
      }
      found.set(value, [path]);
      const object = objects.get(value);
      for (const [step, each] of object === undefined ? [] : valuesInside(object, objects))
        inner.push([{ ...path, inside: path.inside + step }, each]);
    }
    waiting = inner;
  }
  return found;
}
