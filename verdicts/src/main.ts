import { existsSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createSandbox } from '@touchstone/grader-api/offline';
import { readConformance } from './conformance.ts';
import { compareSentences } from './compare-sentences.ts';
import type { Subject } from './subject.ts';
import { writeSubjects } from './write-subjects.ts';
import { readTree } from './read-tree.ts';

/** Beside the checkout; read when it is there and nothing else is named. */
const usualInputs = '../shared/review';

const help = `npm run verdicts -- DIR [options]

Grades every known program and writes what became of it into DIR, as text that is the same from
run to run: verdict, outcomes, messages and output of each program, and each assignment's record.
To compare two revisions, run this in a checkout of each, then: diff -r DIR1 DIR2
To read what students are told by both, then: npm run verdicts -- --compare DIR1 DIR2

  --inputs FOLDER   more assignments and programs, wherever they lie below FOLDER; may be repeated
                    (${usualInputs} from the checkout, if it is there)
  --only TEXT       only assignments whose name in DIR contains TEXT
  --compare         grade nothing; print what two folders say of each program, one above the other
  --changed         with --compare: only programs of which they say something else`;

const checkout = fileURLToPath(new URL('../../', import.meta.url));

process.exitCode = await main(process.argv.slice(2));

/** Exit status 0 done, 2 wrong usage or environment. */
async function main(args: readonly string[]): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', default: false },
        inputs: { type: 'string', multiple: true },
        only: { type: 'string', default: '' },
        compare: { type: 'boolean', default: false },
        changed: { type: 'boolean', default: false },
      },
    });
    if (values.compare && !values.help) return await compare(positionals, values);
    const [folder] = positionals;
    if (values.help) {
      console.log(help);
      return 0;
    }
    if (folder === undefined || positionals.length > 1) {
      console.error(`Name one folder to write to.\n\n${help}`);
      return 2;
    }
    await makeEmpty(folder);
    const subjects = await readSubjects(values.inputs ?? defaultInputs());
    const chosen = subjects.filter(({ name }) => name.includes(values.only));
    if (chosen.length === 0) throw new Error(`No assignment's name contains "${values.only}".`);
    const sandbox = await createSandbox({ kind: 'bubblewrap' });
    try {
      const count = await writeSubjects(chosen, sandbox, folder);
      console.log(`Graded ${count} programs, each twice; see ${folder}`);
    } finally {
      await sandbox.close();
    }
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 2;
  }
}

async function compare(
  folders: readonly string[],
  { only, changed: changedOnly }: { only: string; changed: boolean },
): Promise<number> {
  const [earlier, later] = folders;
  if (earlier === undefined || later === undefined || folders.length > 2) {
    console.error(`Name the two folders to compare.\n\n${help}`);
    return 2;
  }
  const { lines, programs, changed } = await compareSentences(earlier, later, {
    only,
    changedOnly,
  });
  for (const line of lines) console.log(line);
  console.log(`\n${programs} programs, ${changed} of them with other sentences`);
  return 0;
}

function defaultInputs(): string[] {
  const folder = join(checkout, usualInputs);
  return existsSync(folder) ? [folder] : [];
}

async function readSubjects(inputs: readonly string[]): Promise<Subject[]> {
  const sample = await readTree(join(checkout, 'courses/first-steps'), 'first-steps', []);
  const further = await Promise.all(inputs.map((each) => readTree(each, 'inputs', sample)));
  return [...sample, ...(await readConformance(checkout)), ...further.flat()];
}

/** What an earlier run left there would look like a difference. */
async function makeEmpty(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const entries = await readdir(folder);
  if (entries.length > 0) throw new Error(`${folder} is not empty; name a new folder.`);
}
