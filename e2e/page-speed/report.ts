import { readFileSync, statSync } from 'node:fs';
import type { Visit } from './measure.ts';

interface Row {
  readonly what: string;
  readonly goal: string;
  readonly found: string;
  readonly met: boolean;
}

interface Visits {
  readonly first: Visit;
  readonly second: Visit;
}

const site = new URL('../../programming-ui/dist', import.meta.url).pathname;

/** Files with a hash in their name, which never change. */
const isImmutable = (path: string) => path.startsWith('/assets/');

/** The page's goals and what these visits took: the median of times, the worst of other figures. */
export function pageSpeedRows(visits: readonly Visits[]): Row[] {
  const seconds = (
    which: keyof Visits,
    what: string,
    of: 'readMs' | 'typeMs' | 'codeMirrorMs',
    goal: number | null,
  ): Row => {
    const found = median(visits.map((each) => each[which][of])) / 1000;
    return {
      what: `${which === 'first' ? 'First' : 'Second'} visit: ${what}`,
      goal: goal === null ? '' : `under ${goal} s`,
      found: `${found.toFixed(2)} s`,
      met: goal === null || found < goal,
    };
  };
  const times = (which: keyof Visits) => [
    seconds(which, 'can be read', 'readMs', 1),
    seconds(which, 'can be typed at', 'typeMs', 2),
    seconds(which, 'code has colours', 'codeMirrorMs', null),
  ];
  const kb = (ending: '.gz' | '.br') => scriptBytesBeforeEditor(ending) / 1000;
  const shift = Math.max(...visits.flatMap((each) => [each.first, each.second].map(shiftOf)));
  const fetchedAgain = new Set(visits.flatMap(({ second }) => unchangedButFetched(second)));
  return [
    ...times('first'),
    ...times('second'),
    {
      what: 'JavaScript before the editor, brotli (gzip)',
      goal: 'at most 50 KB',
      found: `${kb('.br').toFixed(1)} KB (${kb('.gz').toFixed(1)} KB)`,
      met: kb('.br') <= 50,
    },
    {
      what: 'Cumulative layout shift',
      goal: '0',
      found: shift.toFixed(4),
      met: shift < 0.001,
    },
    {
      what: 'Unchanged files that a second visit loads',
      goal: 'none',
      found: fetchedAgain.size === 0 ? 'none' : [...fetchedAgain].join(', '),
      met: fetchedAgain.size === 0,
    },
  ];
}

export function renderRows(rows: readonly Row[]): string {
  const lines = rows.map(({ what, goal, found }) => `| ${what} | ${goal} | ${found} |`);
  return ['| What | Goal | Found |', '| --- | --- | --- |', ...lines].join('\n');
}

const shiftOf = ({ layoutShift }: Visit) => layoutShift;

/** The scripts that the page itself names, without those imported on demand. */
function scriptBytesBeforeEditor(ending: '.gz' | '.br'): number {
  const page = readFileSync(`${site}/index.html`, 'utf8');
  const paths = [...page.matchAll(/(?:src|href)="(\/[^"]+\.js)"/g)].map(([, path = '']) => path);
  return paths.reduce((sum, path) => sum + statSync(site + path + ending).size, 0);
}

function unchangedButFetched({ responses }: Visit): string[] {
  return responses
    .filter(({ path, status, bytes }) => {
      if (path.startsWith('/api/')) return false;
      return isImmutable(path) ? bytes > 0 : status === 200 && bytes > 0;
    })
    .map(({ path }) => path);
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? NaN;
}
