import {
  defaultPython,
  inspectSandbox,
  SandboxError,
  UnfitHostError,
  type Inspection,
} from '@touchstone/grader-api/offline';
import { messageOf } from '@touchstone/runtime/errors';
import { exitStatuses, type ExitStatus } from '../command-error.ts';
import { callersEnvironment, config } from '../config.ts';
import { say } from '../shared/terminal.ts';
import { exposureHere, renderExposure } from './exposure.ts';
import { inspectMail, renderMail } from './inspect-mail.ts';
import { renderInspection } from './render-inspection.ts';

/** Prints whether this machine can grade, and send mail if that is set up; resolves to the exit status. */
export async function examine(options: { json: boolean }): Promise<ExitStatus> {
  const { uids } = config;
  const inspection = await inspectHere(uids.sandbox);
  const fit = inspection.probes.every((probe) => probe.found === null);
  const exposure = exposureHere(uids);
  const mail = await inspectMail(callersEnvironment);
  if (options.json) {
    say(JSON.stringify({ fit, sandbox: 'bubblewrap', ...inspection, ...exposure, mail }));
  } else {
    const lines = [renderInspection(inspection), renderExposure(exposure), renderMail(mail)];
    lines.flat().forEach(say);
  }
  const isWell = fit && (mail === null || mail.found === null);
  return isWell ? exitStatuses.done : exitStatuses.no;
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
