import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { gradingLimitsSchema, type GradingBundle } from '@touchstone/contracts';
import { SandboxError, type Sandbox } from '@touchstone/grader-api/offline';
import { z } from 'zod';
import { checkoutFolder } from '../checkout.ts';

const inspectionSchema = z.object({
  /** What the source of a test file shows that will not do its work; lines count from 1. */
  advice: z.array(z.object({ fileName: z.string(), line: z.int(), message: z.string() })),
  /** Of the modules to preload those that the sandbox's Python does not have. */
  missingModules: z.array(z.string()),
});
export type Inspection = z.infer<typeof inspectionSchema>;

const adviceFiles = ['advice.py', 'advice_names.py'].map((name) =>
  join(checkoutFolder, 'judge/test_files', name),
);

/** More is of no use to a teacher, and printed output is bounded. */
const adviceMax = 100;

/**
 * Reads an assignment's tests without running them. Python reads Python best, and what others
 * wrote is read in the sandbox: as a grading whose one test prints what it found.
 */
export async function inspectTests(
  { fileName, judge, preload, testFiles }: GradingBundle,
  sandbox: Pick<Sandbox, 'grade'>,
): Promise<Inspection> {
  const files = await Promise.all(
    adviceFiles.map(async (path) => ({
      path: `touchstone_advice/${basename(path)}`,
      contentBase64: (await readFile(path)).toString('base64'),
    })),
  );
  const student = { module: fileName.replace(/\.py$/, ''), split: judge === 'split' };
  const asked = { ...student, preload, testFiles };
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
    throw new SandboxError(`the tests could not be read: ${report.verdict} ${report.output}`);
  }
  return inspectionSchema.parse(JSON.parse(line));
}

/** A JSON string is a Python string, too. */
const inspectionSource = (asked: object): string => `
import json
import unittest
from importlib.util import find_spec

from touchstone_advice.advice import advice

ASKED = json.loads(${JSON.stringify(JSON.stringify(asked))})


def is_missing(name):
    try:
        return find_spec(name) is None
    except ModuleNotFoundError:
        return True


class Inspection(unittest.TestCase):
    def test_inspect(self):
        found = [
            {"fileName": each["fileName"], "line": line, "message": message}
            for each in ASKED["testFiles"]
            for line, message in advice(each["source"], ASKED["module"], split=ASKED["split"])
        ]
        missing = [name for name in ASKED["preload"] if is_missing(name)]
        print(json.dumps({"advice": found[:${adviceMax}], "missingModules": missing}))
        self.assertTrue(found is not None)
`;
