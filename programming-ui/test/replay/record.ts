import type { Trace } from '../../src/features/replay/trace.ts';
import type { Job, Traced } from '../../src/python/protocol.ts';
import type { Browser } from '../browser-python.ts';

/** Records as the page's worker does. */
export function record(
  browser: Pick<Browser, 'trace'>,
  job: Partial<Job> & Pick<Job, 'code'>,
  of: Traced,
): Trace {
  const whole: Job = { fileName: 'submission.py', files: [], testFiles: [], cases: [], ...job };
  const traces: string[] = [];
  browser.trace(JSON.stringify(whole), JSON.stringify(of), (trace) => void traces.push(trace));
  if (traces[0] === undefined) throw new Error('There is no trace');
  return JSON.parse(traces[0]) as Trace;
}

export const outputOf = ({ steps }: Trace): string =>
  steps.map(({ output = '' }) => output).join('');

/** What a line's expressions came to each time that it ran: `{'n % 3': ['0', '1']}`. */
export function valuesOf({ steps }: Trace, code: string): Record<string, unknown[]> {
  const lines = code.split('\n');
  const found: Record<string, unknown[]> = {};
  for (const { from, to, value } of steps.flatMap(({ values = [] }) => values)) {
    const text = lines[from[0] - 1]?.slice(from[1], from[0] === to[0] ? to[1] : undefined) ?? '';
    (found[text] ??= []).push(value);
  }
  return found;
}
