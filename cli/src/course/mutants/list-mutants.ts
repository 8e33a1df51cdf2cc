import { promisify } from 'node:util';
import { inflate } from 'node:zlib';
import {
  maxWallSeconds,
  sourceFiles,
  type GradingBundle,
  type Program,
  type SourceFile,
} from '@touchstone/contracts';
import { SandboxError, type Sandbox } from '@touchstone/grader-api/offline';
import { z } from 'zod';
import { answerMark, askJudge, judgeFiles } from '../ask-judge.ts';
import { programOf } from '../program-file.ts';
import { inTurn } from './in-turn.ts';
import { applyTo, diffsOf } from './mutant-diff.ts';

/** A model solution with one small change. */
export interface Mutant {
  /** The kind of the change, such as `relational`. */
  readonly operator: string;
  /** Whether only a text for people was changed: one in `raise` or of `input`. */
  readonly isMessage: boolean;
  /** The first changed line, from 1. */
  readonly line: number;
  /** The file that is changed, where students edit several. */
  readonly file?: string;
  /** Identifies it. */
  readonly diff: string;
  readonly program: Program;
}

export interface MutantList {
  /** In the order in which to try them. */
  readonly mutants: readonly Mutant[];
  /** Diffs of changes that Python translates to the same as the model solution, or as a mutant. */
  readonly equal: readonly string[];
  /** How many there are beyond these. */
  readonly leftOut: number;
}

const maxMutants = 2_000;

/** A model solution, and the name of its main file. */
interface ModelSource {
  readonly bundle: Pick<GradingBundle, 'fileName'>;
  readonly solution: Program;
}

const mutantSchema = z.object({
  operator: z.string(),
  scope: z.string(),
  message: z.boolean(),
  line: z.int(),
  lastLine: z.int(),
  lines: z.array(z.string()),
});
const answerSchema = z.object({
  mutants: z.array(mutantSchema),
  equal: z.array(mutantSchema),
  leftOut: z.int(),
});

const unpack = promisify(inflate);

/**
 * The mutants of a model solution (judge/mutants/), those of its files in turn, the same each time. Rejects with a
 * SandboxError.
 */
export async function listMutants(
  { bundle, solution }: ModelSource,
  sandbox: Pick<Sandbox, 'grade'>,
): Promise<MutantList> {
  const files = sourceFiles(solution, bundle.fileName);
  const lists: MutantList[] = [];
  for (const file of files) lists.push(await listInFile(file, files, sandbox));
  return {
    mutants: inTurn(lists.map(({ mutants }) => mutants)),
    equal: lists.flatMap(({ equal }) => equal),
    leftOut: lists.reduce((sum, { leftOut }) => sum + leftOut, 0),
  };
}

/** The mutants of one of the files of a program. */
async function listInFile(
  changed: SourceFile,
  files: readonly SourceFile[],
  sandbox: Pick<Sandbox, 'grade'>,
): Promise<MutantList> {
  // Python ends a line at these, too.
  const code = changed.code.replace(/\r\n?/g, '\n');
  const most = Math.floor(maxMutants / files.length);
  const answer = await askJudge(sandbox, {
    paths: ['common/nodes.py', ...(await judgeFiles('mutants'))],
    source: listingSource({ code, most }),
    limits: { cpuSeconds: maxWallSeconds, wallSeconds: maxWallSeconds, memoryMiB: 1_024 },
  });
  if (answer === null) throw new SandboxError('the mutants could not be listed');
  const text = (await unpack(Buffer.from(answer, 'base64'))).toString();
  const { mutants, equal, leftOut } = answerSchema.parse(JSON.parse(text));
  const file = files.length === 1 ? undefined : changed.name;
  const diffs = diffsOf(code, [...mutants, ...equal], file);
  return {
    leftOut,
    equal: diffs.slice(mutants.length),
    mutants: mutants.map((each, index) => ({
      operator: each.operator,
      isMessage: each.message,
      line: each.line,
      ...(file !== undefined && { file }),
      diff: diffs[index] ?? '',
      program: programOf(
        files.map((one) => (one === changed ? { ...one, code: applyTo(code, each) } : one)),
      ),
    })),
  };
}

/** What a grading prints is limited, so the answer is packed, and shorter if it must be. */
const listingSource = (request: { code: string; most: number }): string => `
import base64
import json
import unittest
import zlib
from dataclasses import asdict

from touchstone_judge.mutants.list_mutants import list_mutants

REQUEST = json.loads(${JSON.stringify(JSON.stringify(request))})


def packed(listing):
    return base64.b64encode(zlib.compress(json.dumps(asdict(listing)).encode())).decode()


class Listing(unittest.TestCase):
    def test_list(self):
        listing = list_mutants(REQUEST["code"]).first(REQUEST["most"])
        while len(answer := packed(listing)) > 60_000:
            listing = listing.first(len(listing.mutants) // 2)
        print(f"${answerMark}{answer}")
        self.assertTrue(answer)
`;
