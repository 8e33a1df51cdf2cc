import { benches } from './benches.ts';

/**
 * `npm run bench` lists the benches, `npm run bench -- NAME …` runs one. Exit status 0 done, 1 the
 * answer is no, 2 wrong usage or environment.
 */
const [name, ...args] = process.argv.slice(2);
const bench = benches.find((each) => each.name === name);
if (bench !== undefined) {
  process.exitCode = await bench.run(args).catch(tell);
} else {
  if (name !== undefined) console.error(`There is no bench called ${name}.\n`);
  console.log('npm run bench -- NAME, and --help for its options:\n');
  for (const each of benches) console.log(`  ${each.name.padEnd(10)} ${each.summary}`);
  process.exitCode = name === undefined ? 0 : 2;
}

function tell(error: unknown): number {
  console.error(error instanceof Error ? error.message : error);
  return 2;
}
