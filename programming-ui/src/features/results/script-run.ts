import type { TestResult } from '@touchstone/contracts';

/** Whether the file ran as a script in this case: its output is then what a terminal shows. */
export const isScriptRun = ({ name, call }: TestResult): boolean =>
  call === null && /^cases\.[0-9]+$/.test(name);
