import { codeStates } from './code-states.ts';
import { gradingStates } from './grading-states.ts';
import { listStates } from './list-states.ts';
import { noticeStates } from './notice-states.ts';
import { peopleStates } from './people-states.ts';
import type { State } from './reach.ts';
import { replayStates } from './replay-states.ts';
import { resultStates } from './result-states.ts';
import { runStates } from './run-states.ts';
import { settingsStates } from './settings-states.ts';

export const states: readonly State[] = [
  ...codeStates,
  ...resultStates,
  ...gradingStates,
  ...runStates,
  ...replayStates,
  ...listStates,
  ...settingsStates,
  ...noticeStates,
  ...peopleStates,
];
