import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { readAssignmentFolder } from '@touchstone/course';
import { verdicts, type GradingBundle, type GradingReport } from '@touchstone/contracts';
import { parse } from 'yaml';
import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createSandbox } from '../../src/sandbox/create-sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';

const conformance = fileURLToPath(new URL('../../../grader-image/conformance/', import.meta.url));

/** One program with a beginner's mistake; `says`: its line, the name involved and the next step. */
const mistakesSchema = z.array(
  z.strictObject({
    title: z.string(),
    assignment: z.string(),
    code: z.string(),
    verdict: z.enum(verdicts),
    says: z.array(z.string()).min(3),
  }),
);
type Mistake = z.infer<typeof mistakesSchema>[number];

const mistakesMin = 60;
const mistakes = await readMistakes();
const bundles = await readBundles(mistakes);

describe("beginners' mistakes", { timeout: 180_000 }, () => {
  test('are at least sixty different ones', () => {
    expect(new Set(mistakes.map(({ title }) => title)).size).toBe(mistakes.length);
    expect(mistakes.length).toBeGreaterThanOrEqual(mistakesMin);
  });

  test('are told in bubblewrap by line, name and next step', async () => {
    await expectExplained(await createSandbox({ kind: 'bubblewrap' }), mistakes, 8);
  });

  test('are told the same on the newest Python, in Pyodide', async () => {
    const spread = mistakes.filter((_, index) => index % 14 === 0);
    await expectExplained(await createSandbox({ kind: 'pyodide' }), spread, 2);
  });
});

const sandboxes: Sandbox[] = [];
afterAll(() => Promise.all(sandboxes.map((sandbox) => sandbox.close())));

async function expectExplained(sandbox: Sandbox, chosen: readonly Mistake[], atOnce: number) {
  sandboxes.push(sandbox);
  const queue = [...chosen];
  const faults: string[] = [];
  let unexplained = 0;
  const work = async () => {
    for (let mistake = queue.shift(); mistake !== undefined; mistake = queue.shift()) {
      const report = await sandbox.grade({ code: mistake.code, bundle: bundleOf(mistake) });
      const told = textsOf(report);
      const unsaid = unsaidIn(told, mistake.says);
      if (unsaid.length > 0) unexplained += 1;
      if (unsaid.length > 0 || report.verdict !== mistake.verdict) {
        faults.push(
          `${mistake.title}: ${report.verdict}, not ${unsaid.join(', ')}\n${told.join('\n')}`,
        );
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  const summary = `${chosen.length - unexplained} of ${chosen.length} are told whole`;
  expect(faults, summary).toEqual([]);
}

/** The sentences on what did not pass, without Python's own words and the traceback below them. */
const textsOf = (report: GradingReport): string[] =>
  report.tests.length === 0
    ? [sentenceOf(report.output)]
    : report.tests.flatMap(({ message }) => (message === null ? [] : [sentenceOf(message)]));

const sentenceOf = (text: string): string => text.split('\n\n', 1)[0] ?? '';

/** What the best of the texts leaves out. */
function unsaidIn(texts: readonly string[], says: readonly string[]): string[] {
  const left = texts.map((text) =>
    says.filter((part) => !text.toLowerCase().includes(part.toLowerCase())),
  );
  return left.sort((a, b) => a.length - b.length)[0] ?? [...says];
}

function bundleOf({ assignment }: Mistake): GradingBundle {
  const bundle = bundles.get(assignment);
  if (bundle === undefined) throw new Error(`no assignment ${assignment}`);
  return bundle;
}

async function readMistakes(): Promise<Mistake[]> {
  const folder = `${conformance}mistakes/`;
  const texts = (await readdir(folder)).map((name) => readFile(folder + name, 'utf8'));
  return (await Promise.all(texts)).flatMap((text) => mistakesSchema.parse(parse(text)));
}

async function readBundles(of: readonly Mistake[]): Promise<Map<string, GradingBundle>> {
  const slugs = [...new Set(of.map(({ assignment }) => assignment))];
  const read = slugs.map(async (slug) => {
    const { bundle } = await readAssignmentFolder(`${conformance}assignments/${slug}`);
    return [slug, bundle] as const;
  });
  return new Map(await Promise.all(read));
}
