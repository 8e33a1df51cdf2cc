import { exitStatuses, type ExitStatus } from '../command-error.ts';
import { inspectHere } from '../doctor/examine.ts';
import { say } from '../shared/terminal.ts';
import { checkOf, wrong, type Check } from './check.ts';
import { checkFiles } from './check-files.ts';
import { checkMachine, idsOf } from './check-machine.ts';
import { checkServices } from './check-services.ts';
import { checkStores } from './check-stores.ts';
import { users } from './places.ts';
import { renderChecks } from './render-checks.ts';

/** Prints what is missing; resolves to the exit status. */
export async function checkInstallation(options: { json: boolean }): Promise<ExitStatus> {
  const isRoot = process.getuid?.() === 0;
  const checks = [
    checkOf('caller', isRoot ? null : 'this is not root', 'run it as root, who sees everything'),
    ...checkMachine(),
    ...checkFiles(),
    ...(isRoot ? [...(await checkStores()), ...(await checkSandbox())] : []),
    ...(await checkServices()),
  ];
  const complete = checks.every(({ found }) => found === null);
  if (options.json) say(JSON.stringify({ complete, checks }));
  else renderChecks(checks).forEach(say);
  return complete ? exitStatuses.done : exitStatuses.no;
}

/** What `touchstone doctor` finds out, for the sandboxes' own user. */
async function checkSandbox(): Promise<Check[]> {
  const ids = idsOf(users.sandbox);
  if (ids === null) return [wrong('sandbox', 'not checked', 'see above')];
  const { probes } = await inspectHere(ids.uid);
  const escapes = probes.filter(({ found }) => found !== null);
  const found = escapes.map((probe) => `${probe.name}: ${probe.found ?? ''}`).join('; ');
  const remedies = [...new Set(escapes.flatMap(({ remedy }) => remedy ?? []))];
  return [checkOf('sandbox', found || null, remedies.join('; ') || 'see `touchstone doctor`')];
}
