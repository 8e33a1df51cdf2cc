import type { Me, Result, Submission, TestResult } from '@touchstone/contracts';

export const assignmentId = '00000000-0000-4000-8000-00000000000a';
export const otherAssignmentId = '00000000-0000-4000-8000-00000000000b';

export function testResult(part: Partial<TestResult> = {}): TestResult {
  return {
    name: 'HelloTest.test_hello',
    title: 'Says hello',
    outcome: 'passed',
    message: null,
    call: null,
    expected: null,
    actual: null,
    line: null,
    output: null,
    points: null,
    hint: null,
    hidden: false,
    ...part,
  };
}

export function gradingResult(part: Partial<Result> = {}): Result {
  return {
    verdict: 'failed',
    correct: false,
    points: 0,
    tests: [testResult({ outcome: 'failed' })],
    output: '',
    wallMs: 50,
    cpuMs: 40,
    peakMemoryBytes: 10_000_000,
    ...part,
  };
}

export function submission(part: Partial<Submission> = {}): Submission {
  return {
    id: '00000000-0000-4000-8000-000000000001',
    assignmentId,
    code: 'print("hello")',
    status: 'queued',
    result: null,
    createdAt: '2026-11-22T10:00:00.000Z',
    gradedAt: null,
    reusedFrom: null,
    earlierTests: false,
    regradedAt: null,
    ...part,
  };
}

export function graded(part: Partial<Submission> = {}): Submission {
  return submission({
    status: 'graded',
    result: gradingResult(),
    gradedAt: '2026-11-22T10:00:01.000Z',
    ...part,
  });
}

export function me(part: Partial<Me> = {}): Me {
  return {
    uuid: '00000000-0000-4000-8000-0000000000ff',
    points: 0,
    completedAssignmentIds: [],
    currentAssignmentId: assignmentId,
    submissionInGrading: null,
    ...part,
  };
}
