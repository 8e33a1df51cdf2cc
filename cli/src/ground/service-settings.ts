import { readGivenSettings as readForApi } from '@touchstone/programming-api/config';
import { readGivenSettings as readForGrader } from '@touchstone/grader-api/config';
import { ConfigError } from '@touchstone/service';
import { CommandError } from '../command-error.ts';

/** What the caller's environment sets for the services that a command starts. */
export interface ServiceSettings {
  readonly api: ReturnType<typeof readForApi>;
  readonly grader: ReturnType<typeof readForGrader>;
}

/** Rejects with a CommandError that has all faults of both services' settings. */
export function readServiceSettings(environment: NodeJS.ProcessEnv): ServiceSettings {
  const faults = new Set<string>();
  const orFaults = <T>(read: () => T): T | null => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      for (const fault of error.faults) faults.add(fault);
      return null;
    }
  };
  const api = orFaults(() => readForApi(environment));
  const grader = orFaults(() => readForGrader(environment));
  if (api !== null && grader !== null) return { api, grader };
  throw new CommandError(
    ['The settings in the environment can not be used:', ...faults].join('\n  '),
    { next: 'Correct them or unset them; docs/operations.md says what each is for.' },
  );
}
