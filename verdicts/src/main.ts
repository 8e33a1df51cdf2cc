import { existsSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createSandbox } from '@touchstone/grader-api/offline';
import { readConformance } from './conformance.ts';
import { compareMessages } from './compare-messages.ts';
import type { Subject } from './subject.ts';
import { writeSubjects } from './write-subjects.ts';
import { readTree } from './read-tree.ts';

/** Beside the checkout; read if it exists and no other folder is given. */
const defaultInputsPath = '../shared/review';

const help = `npm run verdicts -- DIR [options]

Grades every known program and writes the results into DIR, as text that is the same in every run:
verdict, outcomes, messages and output of each program, and the record of each assignment.
To compare two revisions, run this in a checkout of each, then: diff -r DIR1 DIR2
To read both revisions' messages to students: npm run verdicts -- --compare DIR1 DIR2

  --inputs FOLDER   more assignments and programs, anywhere below FOLDER; may be repeated
                    (default: ${defaultInputsPath} beside the checkout, if it exists)
  --only TEXT       only assignments whose name in DIR contains TEXT
  --compare         grade nothing; print the messages of two folders for each program
  --changed         with --compare: only programs whose messages differ`;

const checkout = fileURLToPath(new URL('../../', import.meta.url));

process.exitCode = await main(process.argv.slice(2));

/** Returns the exit status: 0 for success, 2 for wrong usage or environment. */
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
    await createEmpty(folder);
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
  const { lines, programs, changed } = await compareMessages(earlier, later, {
    only,
    changedOnly,
  });
  for (const line of lines) console.log(line);
  console.log(`\n${programs} programs, ${changed} of them with other messages`);
  return 0;
}

function defaultInputs(): string[] {
  const folder = join(checkout, defaultInputsPath);
  return existsSync(folder) ? [folder] : [];
}

async function readSubjects(inputs: readonly string[]): Promise<Subject[]> {
  const sample = await readTree(join(checkout, 'courses/first-steps'), 'first-steps', []);
  const further = await Promise.all(inputs.map((each) => readTree(each, 'inputs', sample)));
  return [...sample, ...(await readConformance(checkout)), ...further.flat()];
}

/** The folder must be empty: files of an earlier run would look like differences. */
async function createEmpty(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const entries = await readdir(folder);
  if (entries.length > 0) throw new Error(`${folder} is not empty; name a new folder.`);
}
