import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkout, reportSetupErrors, SetupError } from './checkout.mjs';
import { ensurePackages } from './packages.mjs';
import { npm, run } from './run.mjs';
import { ensureSystem } from './system.mjs';

/*
 * Tests the files in deploy/ that need programs of their own: Prometheus' rules with promtool, Kubernetes'
 * manifests with kubectl and models of its API, systemd's units with systemd-analyze. It needs no cluster
 * and no running systemd, and takes some seconds.
 */

const folder = join(checkout, 'deploy/test/files');

await reportSetupErrors(async () => {
  await ensurePackages();
  await ensureSystem('deploy');
  if (existsSync(join(folder, 'node_modules/.package-lock.json'))) return;
  const status = await npm([
    'ci',
    '--prefix',
    folder,
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
  ]);
  if (status !== 0)
    throw new SetupError('The packages of deploy/test/files could not be installed.');
});
const vitest = join(checkout, 'node_modules/vitest/vitest.mjs');
const config = join(folder, 'vitest.config.mjs');
process.exitCode = await run(process.execPath, [vitest, 'run', '--config', config]);
