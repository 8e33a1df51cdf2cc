import { readGivenSettings as readForApi } from '@touchstone/programming-api/config';
import { readGivenSettings as readForGrader } from '@touchstone/grader-api/config';
import { ConfigError } from '@touchstone/runtime';
import { CommandError } from '../command-error.ts';

/** Settings in the caller's environment for the services that a command starts. */
export interface ServiceSettings {
  readonly api: ReturnType<typeof readForApi>;
  readonly grader: ReturnType<typeof readForGrader>;
}

/** Throws a CommandError with all faults of both services' settings. */
export function readServiceSettings(environment: NodeJS.ProcessEnv): ServiceSettings {
  const faults = new Set<string>();
  const collectFaults = <T>(read: () => T): T | null => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      for (const fault of error.faults) faults.add(fault);
      return null;
    }
  };
  const api = collectFaults(() => readForApi(environment));
  const grader = collectFaults(() => readForGrader(environment));
  if (api !== null && grader !== null) return { api, grader };
  throw new CommandError(
    ['The settings in the environment are not valid:', ...faults].join('\n  '),
    { next: 'Correct or unset them; docs/operations.md describes each setting.' },
  );
}
