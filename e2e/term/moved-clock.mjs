import { readFileSync } from 'node:fs';

/*
 * Moves the clock of a process that loads this first: Date, and with it PGlite's now(), is ahead by the
 * milliseconds in the file that TERM_CLOCK names. Timers run as always.
 */
const file = process.env.TERM_CLOCK ?? '';
const readEachMs = 20;
const RealDate = Date;
let aheadMs = 0;
let readAt = -Infinity;

const now = () => {
  if (performance.now() - readAt > readEachMs) {
    readAt = performance.now();
    aheadMs = Number(readFileSync(file, 'utf8'));
  }
  return RealDate.now() + aheadMs;
};

globalThis.Date = new Proxy(RealDate, {
  apply: () => new RealDate(now()).toString(),
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
});
