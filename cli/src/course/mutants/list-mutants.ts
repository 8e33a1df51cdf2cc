import { promisify } from 'node:util';
import { inflate } from 'node:zlib';
import { maxWallSeconds } from '@touchstone/contracts';
import { SandboxError, type Sandbox } from '@touchstone/grader-api/offline';
import { z } from 'zod';
import { answerMark, askJudge, judgeFiles } from '../ask-judge.ts';
import { applyTo, diffsOf } from './mutant-diff.ts';

/** A model solution with one small change. */
export interface Mutant {
  /** The kind of the change, such as `relational`. */
  readonly operator: string;
  /** Whether only a text for people was changed: one in `raise` or of `input`. */
  readonly isMessage: boolean;
  /** The first changed line, from 1. */
  readonly line: number;
  /** Identifies it. */
  readonly diff: string;
  readonly program: string;
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

/** The mutants of a program (judge/mutants/), the same each time. Rejects with a SandboxError. */
export async function listMutants(
  solution: string,
  sandbox: Pick<Sandbox, 'grade'>,
): Promise<MutantList> {
  // Python ends a line at these, too.
  const code = solution.replace(/\r\n?/g, '\n');
  const answer = await askJudge(sandbox, {
    paths: ['common/nodes.py', ...(await judgeFiles('mutants'))],
    source: listingSource({ code, most: maxMutants }),
    limits: { cpuSeconds: maxWallSeconds, wallSeconds: maxWallSeconds, memoryMiB: 1_024 },
  });
  if (answer === null) throw new SandboxError('the mutants could not be listed');
  const text = (await unpack(Buffer.from(answer, 'base64'))).toString();
  const { mutants, equal, leftOut } = answerSchema.parse(JSON.parse(text));
  const diffs = diffsOf(code, [...mutants, ...equal]);
  return {
    leftOut,
    equal: diffs.slice(mutants.length),
    mutants: mutants.map((each, index) => ({
      operator: each.operator,
      isMessage: each.message,
      line: each.line,
      diff: diffs[index] ?? '',
      program: applyTo(code, each),
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
