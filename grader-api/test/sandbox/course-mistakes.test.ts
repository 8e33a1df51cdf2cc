import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { GradingBundle, GradingReport, Judge } from '@touchstone/contracts';
import { readAssignmentFolder } from '@touchstone/course';
import { parse } from 'yaml';
import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createSandbox } from '../../src/sandbox/create-sandbox.ts';

const course = fileURLToPath(new URL('../../../courses/first-steps', import.meta.url));
const table = new URL('course-mistakes.yaml', import.meta.url);

const mistakes = z
  .array(
    z.strictObject({
      title: z.string(),
      assignment: z.string(),
      code: z.string(),
      says: z.array(z.string()).min(1),
      never: z.array(z.string()).default([]),
    }),
  )
  .parse(parse(await readFile(table, 'utf8')));

const sandbox = await createSandbox({ kind: 'bubblewrap' });
afterAll(() => sandbox.close());
const bundles = new Map<string, Promise<GradingBundle>>();

async function prepare(slug: string, judge: Judge): Promise<GradingBundle> {
  const assignment = await readAssignmentFolder(`${course}/${slug}`);
  const limits = { ...assignment.bundle.limits, cpuSeconds: 1 };
  const bundle = { ...assignment.bundle, limits, judge };
  if (judge === 'shared') return bundle;
  const { record } = await sandbox.record({ code: assignment.solution?.code ?? '', bundle });
  return { ...bundle, record: record && { key: '0'.repeat(64), ...record } };
}

async function gradedTexts(slug: string, judge: Judge, code: string): Promise<string> {
  const key = `${slug} ${judge}`;
  const bundle = bundles.get(key) ?? prepare(slug, judge);
  bundles.set(key, bundle);
  return textsOf(await sandbox.grade({ code, bundle: await bundle }));
}

const textsOf = ({ tests, output }: GradingReport): string =>
  [output, ...tests.flatMap((each) => [each.message ?? '', each.output ?? ''])].join('\n');

describe.each(['split', 'shared'] as const)('of wrong programs, judged %s,', (judge) => {
  test.concurrent.each(mistakes)('$title', async ({ assignment, code, says, never }) => {
    const texts = await gradedTexts(assignment, judge, code);
    expect({
      unsaid: says.filter((part) => !texts.includes(part)),
      untrue: never.filter((part) => texts.includes(part)),
      texts,
    }).toEqual({ unsaid: [], untrue: [], texts });
  });
});
