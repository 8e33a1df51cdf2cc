import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createImageConfiguration, type NginxPart } from '@touchstone/servers';
import { bundlePrograms, serviceMains, serviceNames } from '../stack/service-bundles.ts';
import { copyFromCheckout, readAtRuntime } from '../stack/service-homes.ts';

const commandLine = 'cli/src/main.ts';
/** The command line reads its version here. */
const readByCommandLine = ['cli/package.json'];
const nginxParts: readonly NginxPart[] = ['front', 'pages'];
/** Containers grade with bubblewrap only. */
const isPyodide = (path: string): boolean => path.includes('pyodide');

/**
 * Writes what images contain of Touchstone: in `api/` and `grader/` the service and the command line,
 * each bundled into one file, with the files that they read; in `nginx/` its configurations.
 */
export async function writeImageFiles(folder: string): Promise<void> {
  for (const name of serviceNames) {
    const home = join(folder, name);
    await mkdir(home, { recursive: true });
    await bundlePrograms({
      [serviceMains[name]]: join(home, 'service.mjs'),
      [commandLine]: join(home, 'touchstone.mjs'),
    });
    const read = readAtRuntime[name].filter((path) => !isPyodide(path));
    await copyFromCheckout([...read, ...readByCommandLine], home);
  }
  await mkdir(join(folder, 'nginx'), { recursive: true });
  for (const part of nginxParts) {
    await writeFile(join(folder, 'nginx', `${part}.conf`), createImageConfiguration(part));
  }
}
