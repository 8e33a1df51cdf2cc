import {
  defaultPython,
  inspectSandbox,
  SandboxError,
  UnfitHostError,
  type Inspection,
} from '@touchstone/grader-api/offline';
import { messageOf } from '@touchstone/runtime/errors';
import { exitStatuses, type ExitStatus } from '../command-error.ts';
import { config } from '../config.ts';
import { say } from '../shared/terminal.ts';
import { exposureHere, renderExposure } from './exposure.ts';
import { renderInspection } from './render-inspection.ts';

/** Prints the results of the sandbox's self-test; resolves to the exit status. */
export async function examine(options: { json: boolean }): Promise<ExitStatus> {
  const { uids } = config;
  const inspection = await inspectHere(uids.sandbox);
  const fit = inspection.probes.every((probe) => probe.found === null);
  const exposure = exposureHere(uids);
  if (options.json) say(JSON.stringify({ fit, sandbox: 'bubblewrap', ...inspection, ...exposure }));
  else [...renderInspection(inspection), ...renderExposure(exposure)].forEach(say);
  return fit ? exitStatuses.done : exitStatuses.no;
}

/** The sandbox's self-test on this machine; `uid` is the sandbox's where root starts it. */
export const inspectHere = (uid: number): Promise<Inspection> =>
  inspectSandbox({ uid, python: config.python ?? defaultPython }).catch(unstarted);

/** A sandbox that does not start is reported like a failed probe. */
function unstarted(error: unknown): Inspection {
  if (!(error instanceof SandboxError)) throw error;
  const start = { name: 'start', tried: 'starting the sandbox' };
  const finding =
    error instanceof UnfitHostError
      ? { found: error.seen, remedy: error.advice }
      : { found: messageOf(error), remedy: null };
  return { parts: {}, probes: [{ ...start, ...finding }] };
}
