import type { TestResult } from '@touchstone/contracts';

/** A case for which the file ran as a script: its output is what a terminal shows. */
export const isScriptRun = ({ name, call }: TestResult): boolean =>
  call === null && /^cases\.[0-9]+$/.test(name);
