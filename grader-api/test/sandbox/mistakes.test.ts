import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { verdicts, type GradingReport, type Judge } from '@touchstone/contracts';
import { parse } from 'yaml';
import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createSandbox } from '../../src/sandbox/create-sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { createGrade } from './conformance/judged.ts';

const conformance = fileURLToPath(new URL('../../../grader-image/conformance/', import.meta.url));

/** A program with a beginner's mistake; `says` are its line, the name involved and the next step. */
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

describe("beginners' mistakes", () => {
  test('are at least sixty different ones', () => {
    expect(new Set(mistakes.map(({ title }) => title)).size).toBe(mistakes.length);
    expect(mistakes.length).toBeGreaterThanOrEqual(mistakesMin);
  });

  test('are explained in bubblewrap by line, name and next step', async () => {
    await expectExplained(await createSandbox({ kind: 'bubblewrap' }), 'split', mistakes);
  });

  test('are explained alike on the newest Python, in Pyodide', async () => {
    const spread = mistakes.filter((_, index) => index % 24 === 0);
    await expectExplained(await createSandbox({ kind: 'pyodide' }), 'shared', spread);
  });
});

const sandboxes: Sandbox[] = [];
afterAll(() => Promise.all(sandboxes.map((sandbox) => sandbox.close())));

async function expectExplained(sandbox: Sandbox, judge: Judge, chosen: readonly Mistake[]) {
  sandboxes.push(sandbox);
  const grade = createGrade(sandbox, judge);
  const found = await Promise.all(
    chosen.map(async (mistake) => {
      const report = await grade(mistake.assignment, mistake.code);
      const texts = textsOf(report);
      const unsaid = unsaidIn(texts, mistake.says);
      const fault = `${mistake.title}: ${report.verdict}, not ${unsaid.join(', ')}\n${texts.join('\n')}`;
      const wrong = unsaid.length > 0 || report.verdict !== mistake.verdict;
      return wrong || hasOtherLine(report) ? [fault] : [];
    }),
  );
  expect(found.flat()).toEqual([]);
}

/** Whether a result marks another line in the editor than its message starts with. */
const hasOtherLine = ({ tests }: GradingReport): boolean =>
  tests.some(({ message, line }) => {
    const named = /^Line (\d+): /.exec(message ?? '')?.[1];
    return named !== undefined && line !== null && Number(named) !== line;
  });

/** The messages of tests that did not pass, without Python's own words and the traceback below them. */
const textsOf = (report: GradingReport): string[] =>
  report.tests.length === 0
    ? [sentenceOf(report.output)]
    : report.tests.flatMap(({ message }) => (message === null ? [] : [sentenceOf(message)]));

const sentenceOf = (text: string): string => text.split('\n\n', 1)[0] ?? '';

/** What even the best of the texts does not contain. */
function unsaidIn(texts: readonly string[], says: readonly string[]): string[] {
  const left = texts.map((text) =>
    says.filter((part) => !text.toLowerCase().includes(part.toLowerCase())),
  );
  return left.sort((a, b) => a.length - b.length)[0] ?? [...says];
}

async function readMistakes(): Promise<Mistake[]> {
  const folder = `${conformance}mistakes/`;
  const texts = (await readdir(folder)).map((name) => readFile(folder + name, 'utf8'));
  return (await Promise.all(texts)).flatMap((text) => mistakesSchema.parse(parse(text)));
}
