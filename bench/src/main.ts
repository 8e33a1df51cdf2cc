import { againstHelp, takeAgainst } from './against/options.ts';
import { benches, type Bench } from './benches.ts';

/**
 * `npm run bench` runs `grading`, then `stack`. `npm run bench -- NAME …` runs one bench, with
 * `--against REV` alternating with another revision. Exit status 0: done; 1: a goal was missed or a
 * check failed; 2: wrong usage or environment.
 */
const byDefault = ['grading', 'stack'];
const [name, ...args] = process.argv.slice(2);
const named = benches.filter((bench) =>
  name === undefined ? byDefault.includes(bench.name) : bench.name === name,
);

if (named.length === 0) {
  const isHelp = name === '--help';
  if (!isHelp) console.error(`There is no bench called ${String(name)}.\n`);
  console.log(`npm run bench runs ${byDefault.join(' and ')}.`);
  console.log('npm run bench -- NAME, and --help for its options:\n');
  for (const each of benches) console.log(`  ${each.name.padEnd(10)} ${each.summary}`);
  console.log(`\n${againstHelp}`);
  process.exitCode = isHelp ? 0 : 2;
}
for (const bench of named) {
  const status = await run(bench);
  process.exitCode = Math.max(Number(process.exitCode ?? 0), status);
}

async function run(bench: Bench): Promise<number> {
  try {
    const { against, rest } = takeAgainst(args);
    if (against === null) return await bench.run(rest);
    const { benchAgainst } = await import('./against/against.ts');
    return await benchAgainst(bench.name, rest, against);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 2;
  }
}
