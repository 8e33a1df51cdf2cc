import { expect } from 'vitest';
import type { GradingReport, Outcome } from '@touchstone/contracts';
import type { Program } from './program.ts';

/** Verdict, outcome of every test, and words: all as the set expects. */
export function expectHonest(report: GradingReport, program: Program): void {
  expect(summaryOf(report)).toEqual({ verdict: program.verdicts[0], tests: program.tests });
  expectWords(report, program);
}

/** One of the verdicts, the outcomes that are certain, and words. */
export function expectHostile(report: GradingReport, program: Program): void {
  expect(program.verdicts, reason(report)).toContain(report.verdict);
  expect(summaryOf(report).tests).toMatchObject(program.tests ?? {});
  expectWords(report, program);
}

/** Must not pass, and of its tests only those that the set allows. */
export function expectNoForgery(report: GradingReport, program: Program): void {
  if (program.control) {
    expectHonest(report, program);
    return;
  }
  expect(program.verdicts, reason(report)).toContain(report.verdict);
  const passed = report.tests.filter(({ outcome }) => outcome === 'passed');
  const left = Object.keys(program.tests ?? {});
  expect(passed.map(({ name }) => name).filter((name) => !left.includes(name))).toEqual([]);
}

function summaryOf(report: GradingReport): {
  verdict: string;
  tests: Record<string, Outcome>;
} {
  const tests = Object.fromEntries(report.tests.map(({ name, outcome }) => [name, outcome]));
  return { verdict: report.verdict, tests };
}

function expectWords(report: GradingReport, { says = [] }: Program): void {
  const said = [report.output, ...report.tests.map(({ message }) => message ?? '')].join('\n');
  for (const words of says) expect(said).toContain(words);
}

const reason = (report: GradingReport) => JSON.stringify(report).slice(0, 2_000);
