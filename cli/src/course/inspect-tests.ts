import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { gradingLimitsSchema, type GradingBundle } from '@touchstone/contracts';
import { SandboxError, type Sandbox } from '@touchstone/grader-api/offline';
import { z } from 'zod';
import { checkoutFolder } from '../checkout.ts';

const inspectionSchema = z.object({
  /** What the source of a test file shows that will not do its work; lines count from 1. */
  advice: z.array(
    z.object({
      fileName: z.string(),
      line: z.int(),
      message: z.string(),
      fault: z.boolean(),
      /** First and last line of what never runs for this reason. */
      covers: z.tuple([z.int(), z.int()]).nullable(),
    }),
  ),
  /** Of the modules to preload those that the sandbox's Python does not have. */
  missingModules: z.array(z.string()),
  /** Programs in which every function gives the same, whatever it is asked. */
  trivialPrograms: z.array(z.object({ answer: z.string(), code: z.string() })),
});
export type Inspection = z.infer<typeof inspectionSchema>;

const adviceFiles = [
  'advice.py',
  'advice_classes.py',
  'advice_library.py',
  'advice_lost.py',
  'advice_names.py',
  'advice_processes.py',
  'advice_pytest.py',
  'advice_said.py',
  'advice_trivial.py',
  'advice_vacuous.py',
].map((name) => join(checkoutFolder, 'judge/test_files', name));

/** More is of no use to a teacher, and printed output is bounded. */
const adviceMax = 100;

/**
 * Reads an assignment's tests and model solution without running them. Python reads Python best,
 * and what others wrote is read in the sandbox: as a grading whose one test prints what it found.
 */
export async function inspectTests(
  { fileName, judge, scoring, preload, testFiles }: GradingBundle,
  sandbox: Pick<Sandbox, 'grade'>,
  solution = '',
): Promise<Inspection> {
  const files = await Promise.all(
    adviceFiles.map(async (path) => ({
      path: `touchstone_advice/${basename(path)}`,
      contentBase64: (await readFile(path)).toString('base64'),
    })),
  );
  const student = { module: fileName.replace(/\.py$/, ''), split: judge === 'split' };
  const asked = { ...student, scoresPoints: scoring === 'points', preload, testFiles, solution };
  const report = await sandbox.grade({
    code: '',
    bundle: {
      ...{ fileName: 'submission.py', judge: 'shared', scoring: 'all', points: 0 },
      ...{ limits: gradingLimitsSchema.parse({}), preload: [], record: null, files },
      testFiles: [{ fileName: 'tests.py', source: inspectionSource(asked), hidden: false }],
      cases: [],
    },
  });
  const line = report.output.split('\n').find((each) => each.startsWith('{"advice"'));
  if (report.verdict !== 'passed' || line === undefined) {
    const message = report.tests[0]?.message ?? '';
    throw new SandboxError(
      `the tests could not be read: ${report.verdict} ${report.output} ${message}`,
    );
  }
  return inspectionSchema.parse(JSON.parse(line));
}

/** A JSON string is a Python string, too. */
const inspectionSource = (asked: object): string => `
import json
import sys
import unittest
from importlib.util import find_spec

from touchstone_advice.advice import advice
from touchstone_advice.advice_trivial import trivial_programs

ASKED = json.loads(${JSON.stringify(JSON.stringify(asked))})


def is_missing(name):
    try:
        return find_spec(name) is None
    except ModuleNotFoundError:
        return True


def advice_on(source):
    return advice(
        source,
        ASKED["module"],
        split=ASKED["split"],
        has_pytest=hasattr(sys.modules.get("pytest"), "raises"),
        scores_points=ASKED["scoresPoints"],
    )


class Inspection(unittest.TestCase):
    def test_inspect(self):
        found = [
            {"fileName": each["fileName"], **vars(said)}
            for each in ASKED["testFiles"]
            for said in advice_on(each["source"])
        ]
        missing = [name for name in ASKED["preload"] if is_missing(name)]
        trivial = trivial_programs(ASKED["solution"])
        said = {"advice": found[:${adviceMax}], "missingModules": missing}
        print(json.dumps({**said, "trivialPrograms": trivial}))
        self.assertTrue(found is not None)
`;
