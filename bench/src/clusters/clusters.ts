import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { kindOfFailure } from '@touchstone/database';
import { createSandbox, scoreReport, type Sandbox } from '@touchstone/grader-api/offline';
import { clearProgress, showProgress } from '../progress.ts';
import { bundleFor } from '../recorded.ts';
import { drawPairs, type Failed } from './draw-pairs.ts';
import { readQuestions, type Question } from './refactory.ts';

const help = `npm run bench -- clusters FOLDER [options]

Grades real wrong programs, puts equal failures together as teachers see them, and writes pairs of programs
drawn from these clusters, to read by hand: do both have the same mistake? FOLDER is data/ of
github.com/githubhuyang/refactory, unpacked.

  --pairs N      (50)
  --seed N       another seed draws other pairs (17)
  --output FILE  where the pairs go (bench/results/ is not in git)`;

/** As many programs at once as the sandbox has warm interpreters for. */
const atOnce = 2;

export async function benchClusters(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      help: { type: 'boolean', default: false },
      pairs: { type: 'string', default: '50' },
      seed: { type: 'string', default: '17' },
      output: { type: 'string', default: '' },
    },
  });
  const [folder] = positionals;
  if (values.help || folder === undefined || values.output === '') {
    console.log(help);
    return values.help ? 0 : 2;
  }
  const questions = await readQuestions(folder);
  const sandbox = await createSandbox({ kind: 'bubblewrap' });
  const failures: Failed[] = [];
  try {
    for (const question of questions) failures.push(...(await gradeAll(sandbox, question)));
  } finally {
    clearProgress();
    await sandbox.close();
  }
  const { clusters, pairs } = drawPairs(failures, {
    count: Number(values.pairs),
    seed: Number(values.seed),
  });
  await writeFile(values.output, pairs.join('\n'));
  const within = clusters.reduce((sum, { length }) => sum + length, 0);
  console.log(
    `${failures.length} wrong programs, ${within} of them in ${clusters.length} clusters.`,
  );
  console.log(`${pairs.length} pairs to read: ${values.output}`);
  return 0;
}

async function gradeAll(sandbox: Sandbox, question: Question): Promise<Failed[]> {
  const bundle = await bundleFor(sandbox, question, 'split');
  const failures: Failed[] = [];
  const left = [...question.wrong];
  const work = async (): Promise<void> => {
    for (let program = left.pop(); program !== undefined; program = left.pop()) {
      showProgress(`${question.name}: ${left.length} left`);
      const { code } = program;
      const result = scoreReport(await sandbox.grade({ code, bundle }), bundle);
      const kind = kindOfFailure(result, code);
      if (kind !== null) failures.push({ ...program, question: question.name, ...kind });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return failures;
}
