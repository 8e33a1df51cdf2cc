import {
  inspectSandbox,
  SandboxError,
  UnfitHostError,
  type Inspection,
} from '@touchstone/grader-api/offline';
import { exitStatuses, messageOf, type ExitStatus } from '../command-error.ts';
import { config } from '../config.ts';
import { say } from '../ground/terminal.ts';
import { exposureHere, renderExposure } from './exposure.ts';
import { renderInspection } from './render-inspection.ts';

/** Writes what the self-test of the sandbox found; resolves to the exit status. */
export async function examine(options: { json: boolean }): Promise<ExitStatus> {
  const { python, uids } = config;
  const inspection = await inspectSandbox({
    uid: uids.sandbox,
    ...(python === undefined ? {} : { python }),
  }).catch(unstarted);
  const fit = inspection.probes.every((probe) => probe.found === null);
  const exposure = exposureHere(uids);
  if (options.json) say(JSON.stringify({ fit, sandbox: 'bubblewrap', ...inspection, ...exposure }));
  else [...renderInspection(inspection), ...renderExposure(exposure)].forEach(say);
  return fit ? exitStatuses.done : exitStatuses.no;
}

/** A sandbox that does not start is told like a wall that does not hold. */
function unstarted(error: unknown): Inspection {
  if (!(error instanceof SandboxError)) throw error;
  const start = { name: 'start', tried: 'starting the sandbox' };
  const finding =
    error instanceof UnfitHostError
      ? { found: error.seen, remedy: error.advice }
      : { found: messageOf(error), remedy: null };
  return { parts: {}, probes: [{ ...start, ...finding }] };
}
