import type { Examples } from '@touchstone/contracts';
import type { Interpreter } from '../../python/interpreters.ts';
import type { NewerSyntax, PythonVersion } from '../../python/protocol.ts';
import type { ProgramFiles } from '../program/program.ts';
import { workbenchMessages } from '../../workbench-messages.ts';
import { programOf } from './program-of.ts';
import { createExamplesReader, type CutShort, type ExamplesOutcome } from './examples-outcome.ts';

export interface JudgeExamplesOptions {
  /** A new one, which is ended afterwards. */
  readonly interpreter: Interpreter;
  readonly examples: Examples;
  readonly files: ProgramFiles;
  readonly grader: PythonVersion | null;
  readonly onNewerSyntax: (found: readonly NewerSyntax[]) => void;
  readonly onProgress: (outcome: ExamplesOutcome) => void;
  /** The last call; null when it was stopped. */
  readonly onEnd: (outcome: ExamplesOutcome | null) => void;
}

/** Runs the examples with the judge in the browser, within their time limit. Returns how to stop. */
export function judgeExamples(options: JudgeExamplesOptions): () => void {
  const { interpreter, examples } = options;
  const texts = workbenchMessages.run;
  const reader = createExamplesReader();
  const timer = setTimeout(() => cut('timeout'), examples.wallSeconds * 1000);

  function end(outcome: ExamplesOutcome | null): void {
    clearTimeout(timer);
    interpreter.end();
    options.onEnd(outcome);
  }

  function cut(how: CutShort): void {
    const timeout = texts.examples.timeout(examples.wallSeconds);
    end(reader.cutShort(how, how === 'timeout' ? timeout : texts.crashed));
  }

  interpreter.onMessage = (message) => {
    if (message.kind === 'newer-syntax') options.onNewerSyntax(message.found);
    else if (message.kind === 'failed') cut('crashed');
    else if (message.kind === 'ended') {
      const outcome = reader.outcome();
      if (outcome.verdict === null) cut('crashed');
      else end(outcome);
    } else if (message.kind === 'frame') {
      reader.take(message.frame);
      options.onProgress(reader.outcome());
    }
  };
  const { files, testFiles, cases } = examples;
  interpreter.send({
    kind: 'judge',
    job: { ...programOf(options.files), files, testFiles, cases },
    grader: options.grader,
  });
  return () => end(null);
}
