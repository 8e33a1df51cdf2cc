/**
 * Students type over the stack through nginx, in real browsers, while pages are closed and reloaded,
 * the network is cut and devices are switched at random moments: no key older than a second may be
 * lost. Exit status 1 when one is. Arguments: `--rounds N` (1000), `--seed N` (a random one),
 * `--students N` at the same time (3).
 */
import { parseArgs } from 'node:util';
import { launchChromium } from '@touchstone/test-kit';
import { startTestStack } from '../running-stack.ts';
import { playRounds } from './play-rounds.ts';

const text = { type: 'string' } as const;
const { values } = parseArgs({ options: { rounds: text, seed: text, students: text } });

function whole(name: keyof typeof values, fallback: number): number {
  const number = Number(values[name] ?? fallback);
  if (Number.isSafeInteger(number) && number > 0) return number;
  console.error(`--${name} must be a whole number above 0`);
  process.exit(2);
}

const seed = whole('seed', 1 + Math.floor(Math.random() * 1_000_000));
const rounds = whole('rounds', 1000);
const students = whole('students', 3);
console.log(`seed ${seed}, ${rounds} rounds, ${students} students at the same time`);

const [stack, browser] = await Promise.all([startTestStack(), launchChromium()]);
try {
  const onRound = (played: number) => {
    if (played % 50 === 0) console.log(`${played}/${rounds}`);
  };
  const options = { browser, url: stack.url, seed, rounds, students, onRound };
  const { keys, counts, losses } = await playRounds(options);
  for (const [event, count] of Object.entries(counts)) console.log(`${event}: ${count}`);
  for (const loss of losses) console.error(loss);
  console.log(`${keys} keys in ${rounds} rounds, ${losses.length} rounds with a loss`);
  if (losses.length > 0) process.exitCode = 1;
} finally {
  await browser.close();
  await stack.close();
}
