import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { GradingBundle } from '@touchstone/contracts';

/*
 * Real programs of a course in the layout of the Refactory data (github.com/githubhuyang/refactory):
 * question_N/ans/input_NNN.txt is a call, output_NNN.txt what it should return, and question_N/code/ has
 * reference/, wrong/ and perhaps global.py, which comes before every program.
 */

export interface Question {
  readonly name: string;
  readonly bundle: GradingBundle;
  readonly solution: string;
  readonly wrong: readonly { readonly name: string; readonly code: string }[];
}

export async function readQuestions(folder: string): Promise<Question[]> {
  const names = (await readdir(folder)).filter((name) => name.startsWith('question_')).toSorted();
  if (names.length === 0) {
    throw new Error(`${folder} has no folders question_N. Give the data/ of the Refactory data.`);
  }
  return Promise.all(names.map((name) => readQuestion(path.join(folder, name))));
}

async function readQuestion(folder: string): Promise<Question> {
  const read = (...names: string[]) => readFile(path.join(folder, ...names), 'utf8');
  const before = await read('code', 'global.py').catch(() => '');
  const program = async (...names: string[]) => `${before}\n${await read('code', ...names)}`;
  const solution = await program('reference', 'reference.py');
  const modelNames = [...solution.matchAll(/^(?:def )?(\w+)(?:\(| = )/gm)].flatMap(
    ([, name]) => name ?? [],
  );
  const inputs = (await readdir(path.join(folder, 'ans'))).filter((name) =>
    name.startsWith('input_'),
  );
  const cases = await Promise.all(
    inputs.toSorted().map(async (name) => ({
      kind: 'call' as const,
      ...{ title: name, points: null, hint: null, hidden: false, raises: null, modelNames },
      call: (await read('ans', name)).trim(),
      returns: (await read('ans', name.replace('input', 'output'))).trim(),
    })),
  );
  const wrong = (await readdir(path.join(folder, 'code', 'wrong'))).toSorted();
  return {
    name: path.basename(folder),
    solution,
    bundle: {
      fileName: 'submission.py',
      judge: 'split',
      scoring: 'all',
      points: 100,
      limits: { cpuSeconds: 2, wallSeconds: 5, memoryMiB: 256 },
      preload: [],
      testFiles: [],
      cases,
      files: [],
      record: null,
    },
    wrong: await Promise.all(
      wrong.map(async (name) => ({ name, code: await program('wrong', name) })),
    ),
  };
}
