import { readGivenSettings as readForApi, readSmtpUrl } from '@touchstone/programming-api/config';
import { readGivenSettings as readForGrader } from '@touchstone/grader-api/config';
import { ConfigError } from '@touchstone/runtime';
import { CommandError } from '../command-error.ts';

/** Settings in the caller's environment for the services that a command starts. */
export interface ServiceSettings {
  readonly api: ReturnType<typeof readForApi>;
  readonly grader: ReturnType<typeof readForGrader>;
  /** The address of the mail server. */
  readonly smtpUrl: string | undefined;
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
  const mail = collectFaults(() => ({ smtpUrl: readSmtpUrl(environment) }));
  if (api !== null && grader !== null && mail !== null) return { api, grader, ...mail };
  throw notValid([...faults]);
}

/** Of settings in the environment; each fault begins with the variable. */
export const notValid = (faults: readonly string[]): CommandError =>
  new CommandError(['The settings in the environment are not valid:', ...faults].join('\n  '), {
    next: 'Correct or unset them; docs/operations.md describes each setting.',
  });
