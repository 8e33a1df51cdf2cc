import { Counter, type Registry } from 'prom-client';

/**
 * A counter with one label. All of its series start at 0, so that a rate over the first count is right.
 * Returns a function that counts.
 */
export function createCounter<Value extends string>(
  registers: Registry[],
  name: string,
  [label, values]: readonly [label: string, values: readonly Value[]],
  help: string,
): (value: Value, count?: number) => void {
  const counter = new Counter({ name, help, labelNames: [label], registers });
  for (const value of values) counter.inc({ [label]: value }, 0);
  return (value, count = 1) => counter.inc({ [label]: value }, count);
}
