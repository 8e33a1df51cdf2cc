import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { migrate, openPostgres, type Database } from '@touchstone/database';
import { startTestPostgres } from '@touchstone/test-kit';
import { figure, meetsGoal, renderFigures, type Figure } from '../figures.ts';
import { clearProgress, showProgress } from '../progress.ts';
import { writeResults } from '../results.ts';
import { courseSlug, fillStudents, fillSubmissions, storeEmptyCourse } from './fill-course.ts';
import { runCommand, type CommandRun } from './run-command.ts';

const help = `npm run bench -- exports [options]

Writes points and submissions of a large course to files, with a tenth of its submissions and with all
of them: time, and the most memory. Exit status 1 if the memory grows with the number of submissions.

  --submissions N  (200000)
  --students N     (10000)
  --assignments N  (40)`;

const options = {
  help: { type: 'boolean', default: false },
  submissions: { type: 'string', default: '200000' },
  students: { type: 'string', default: '10000' },
  assignments: { type: 'string', default: '40' },
} as const;

/** Node.js itself takes some more in its first minute. */
const mayGrow = { max: 1.3 };

const commands: Readonly<Record<string, readonly string[]>> = {
  'points as CSV': ['points', courseSlug, '--csv'],
  'latest points as JSON': ['points', courseSlug, '--at', 'latest', '--json'],
  'points for Canvas before a time': [
    ...['points', courseSlug, '--for', 'canvas', '--before', '2999-01-01'],
  ],
  'submissions as CSV': ['submissions', courseSlug, '--csv'],
  'best programs as zip': ['submissions', courseSlug, '--best', '--zip'],
  'all programs as zip': ['submissions', courseSlug, '--zip'],
};

export async function benchExports(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options });
  if (values.help) {
    console.log(help);
    return 0;
  }
  const figures = await onFilledDatabase({
    submissions: Number(values.submissions),
    students: Number(values.students),
    assignments: Number(values.assignments),
  });
  for (const line of renderFigures(figures)) console.log(line);
  console.log(`\nAll figures: ${await writeResults('exports', { figures })}`);
  return figures.every(meetsGoal) ? 0 : 1;
}

interface Sizes {
  readonly submissions: number;
  readonly students: number;
  readonly assignments: number;
}

async function onFilledDatabase(sizes: Sizes): Promise<Figure[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'touchstone-exports-'));
  const postgres = await startTestPostgres();
  try {
    const { url } = await postgres.createDatabase();
    const database = openPostgres({ url });
    try {
      await migrate(database);
      return await measure({ database, url, folder }, sizes);
    } finally {
      await database.close();
    }
  } finally {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(
  { database, url, folder }: { database: Database; url: string; folder: string },
  { submissions, students, assignments }: Sizes,
): Promise<Figure[]> {
  const few = Math.ceil(submissions / 10);
  await storeEmptyCourse(database.kysely, assignments);
  await database.withoutTimeLimit(async (db) => {
    await fillStudents(db, students);
    await fillSubmissions(db, { first: 1, last: few });
  });
  const before = await runAll(url, folder);
  await database.withoutTimeLimit((db) =>
    fillSubmissions(db, { first: few + 1, last: submissions }),
  );
  const after = await runAll(url, folder);
  clearProgress();
  return Object.entries(after).flatMap(([name, run]) => {
    const growth = run.peakMegabytes / (before[name]?.peakMegabytes ?? Number.NaN);
    return [
      figure(name, run.seconds, 's'),
      figure(`${name}, size`, run.bytes / 1e6, 'MB'),
      figure(`${name}, peak memory`, run.peakMegabytes, 'MB'),
      figure(`${name}, peak memory to that with a tenth`, growth, 'x', mayGrow),
    ];
  });
}

async function runAll(url: string, folder: string): Promise<Record<string, CommandRun>> {
  const runs: Record<string, CommandRun> = {};
  for (const [name, command] of Object.entries(commands)) {
    showProgress(name);
    const zip = path.join(folder, 'programs.zip');
    const isZip = command.at(-1) === '--zip';
    const args = [...command, ...(isZip ? [zip] : []), '--database', url];
    const run = await runCommand(path.join(folder, 'output'), args);
    runs[name] = isZip ? { ...run, bytes: (await stat(zip)).size } : run;
    await rm(zip, { force: true });
  }
  return runs;
}
