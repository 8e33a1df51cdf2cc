import { afterAll, beforeAll, describe, test } from 'vitest';
import { createSandbox } from '../../src/sandbox/create-sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { expectHonest } from './conformance/expectations.ts';
import { createGrade, type Grade } from './conformance/judged.ts';
import { honestGroups } from './conformance/program.ts';
import { readGroup } from './conformance/read-set.ts';

/** Each program takes a separate interpreter and most of a second, so only a sample is run. */
const spread = 6;

const programs = honestGroups
  .flatMap(readGroup)
  .filter(({ sandboxes }) => sandboxes.includes('pyodide'))
  .filter((_, index) => index % spread === 0);

let sandbox: Sandbox;
let grade: Grade;
beforeAll(async () => {
  sandbox = await createSandbox({ kind: 'pyodide' });
  grade = createGrade(sandbox, 'shared');
});
afterAll(() => sandbox.close());

describe('Pyodide, honest programs of the conformance set', () => {
  for (const program of programs) {
    test.concurrent(`${program.file}: ${program.title}`, async () => {
      expectHonest(await grade(program.assignment, program.code), program);
    });
  }
});
