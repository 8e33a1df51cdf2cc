import {
  sourceFiles,
  type GradingBundle,
  type Program,
  type SourceFile,
} from '@touchstone/contracts';
import { SandboxError, type Sandbox } from '@touchstone/grader-api/offline';
import { z } from 'zod';
import { answerMark, askJudge, judgeFiles } from './ask-judge.ts';
import { programOf } from './program-file.ts';

const answerSchema = z.object({
  /** What in the source of a test file does not work as intended; lines count from 1. */
  advice: z.array(
    z.object({
      fileName: z.string(),
      line: z.int(),
      message: z.string(),
      fault: z.boolean(),
      /** First and last line of the code that never runs for this reason. */
      covers: z.tuple([z.int(), z.int()]).nullable(),
    }),
  ),
  /** Modules to preload that the sandbox's Python does not have. */
  missingModules: z.array(z.string()),
  /** For each file of the model solution, what it would be if every function always returned `answer`. */
  trivialFiles: z.array(z.array(z.object({ answer: z.string(), code: z.string() }))),
});

/** Analysed tests. */
export interface Inspection extends Omit<z.infer<typeof answerSchema>, 'trivialFiles'> {
  /** Programs in which every function returns the same value, whatever its arguments. */
  readonly trivialPrograms: readonly (Program & { readonly answer: string })[];
}

const adviceFile = /^advice(?:_\w+)?\.py$/;

/** More would not help a teacher, and output is limited. */
const maxAdvice = 100;
const maxTrivialLength = 30_000;

/**
 * Analyses an assignment's tests and model solution without running them. This is done by Python, and
 * in the sandbox since the code is foreign: as a grading whose only test prints the findings.
 */
export async function inspectTests(
  { fileName, otherFiles = [], judge, scoring, preload, testFiles }: GradingBundle,
  sandbox: Pick<Sandbox, 'grade'>,
  solution: Program = { code: '' },
): Promise<Inspection> {
  const paths = ['common/nodes.py', ...(await judgeFiles('test_files', adviceFile))];
  const files = sourceFiles(solution, fileName);
  const names = [fileName, ...otherFiles.map(({ name }) => name)];
  const student = {
    modules: names.map((name) => name.replace(/\.py$/, '')),
    codes: files.map(({ code }) => code),
    split: judge === 'split',
  };
  const request = { ...student, scoresPoints: scoring === 'points', preload, testFiles };
  const answer = await askJudge(sandbox, { paths, source: inspectionSource(request) });
  if (answer === null) throw new SandboxError('the tests could not be read');
  const { trivialFiles, ...inspection } = answerSchema.parse(JSON.parse(answer));
  return { ...inspection, trivialPrograms: joinTrivial(files, trivialFiles) };
}

type TrivialFiles = z.infer<typeof answerSchema>['trivialFiles'];

/** One program for each answer. A file without functions, or with classes, stays the model solution's. */
function joinTrivial(
  files: readonly SourceFile[],
  trivialFiles: TrivialFiles,
): Inspection['trivialPrograms'] {
  const answers = new Set(trivialFiles.flat().map(({ answer }) => answer));
  return [...answers].map((answer) => {
    const changed = files.map((file, index) => {
      const trivial = trivialFiles[index]?.find((each) => each.answer === answer);
      return { ...file, code: trivial?.code ?? file.code };
    });
    return { answer, ...programOf(changed) };
  });
}

/** A JSON string is also a Python string. */
const inspectionSource = (request: object): string => `
import json
import sys
import unittest
from importlib.util import find_spec

from touchstone_judge.test_files.advice import advice
from touchstone_judge.test_files.advice_trivial import trivial_programs

REQUEST = json.loads(${JSON.stringify(JSON.stringify(request))})


def is_missing(name):
    try:
        return find_spec(name) is None
    except ModuleNotFoundError:
        return True


def advice_on(source):
    return advice(
        source,
        REQUEST["modules"],
        split=REQUEST["split"],
        has_pytest=hasattr(sys.modules.get("pytest"), "raises"),
        scores_points=REQUEST["scoresPoints"],
    )


class Inspection(unittest.TestCase):
    def test_inspect(self):
        found = [
            {"fileName": each["fileName"], **vars(remark)}
            for each in REQUEST["testFiles"]
            for remark in advice_on(each["source"])
        ]
        missing = [name for name in REQUEST["preload"] if is_missing(name)]
        trivial = [trivial_programs(code) for code in REQUEST["codes"]]
        if len(json.dumps(trivial)) > ${maxTrivialLength}:
            trivial = []
        report = {"advice": found[:${maxAdvice}], "missingModules": missing}
        answer = json.dumps({**report, "trivialFiles": trivial})
        print(f"${answerMark}{answer}")
        self.assertTrue(found is not None)
`;
