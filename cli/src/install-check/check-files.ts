import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { builtPages } from '../shared/built-pages.ts';
import { checkoutFolder } from '../checkout.ts';
import { checkOf, well, wrong, type Check } from './check.ts';
import {
  nginxConfiguration,
  programFolder,
  secretNames,
  secretsFolder,
  shippedUnits,
  unitFolder,
  unitNames,
} from './places.ts';

/** The files of an installation below `root`. */
export const checkFiles = (root = '/'): Check[] => [
  checkProgram(),
  checkPages(),
  ...unitNames().map((name) => checkUnit(root, name)),
  ...secretNames.map((name) => checkSecret(root, name)),
  checkOf(
    'nginx.conf',
    existsSync(join(root, nginxConfiguration)) ? null : `${nginxConfiguration} does not exist`,
    `touchstone nginx-config --api-port … --grader-port … > ${nginxConfiguration}`,
  ),
];

const checkProgram = (): Check =>
  checkOf(
    'program',
    checkoutFolder === programFolder ? null : `this is ${checkoutFolder}`,
    `put the program into ${programFolder}, and check there; or change that folder in the units`,
  );

function checkPages(): Check {
  try {
    builtPages();
    return well('pages');
  } catch {
    return wrong('pages', 'they are not built', 'npm run build');
  }
}

function checkUnit(root: string, name: string): Check {
  const remedy = `cp deploy/systemd/${name} ${unitFolder}/, then systemctl daemon-reload`;
  const installed = join(root, unitFolder, name);
  if (!existsSync(installed)) return wrong(name, 'it is not installed', remedy);
  const same = readFileSync(installed).equals(readFileSync(join(shippedUnits, name)));
  return checkOf(
    name,
    same ? null : 'it differs from the one of this version',
    `${remedy}; put changes of your own into ${unitFolder}/${name}.d/`,
  );
}

function checkSecret(root: string, name: string): Check {
  const path = join(secretsFolder, name);
  const stats = statSync(join(root, path), { throwIfNoEntry: false });
  if (stats === undefined) return wrong(name, `${path} does not exist`, 'see docs/operations.md');
  const mode = stats.mode & 0o777;
  if (stats.uid !== 0 || (mode & 0o077) !== 0) {
    const found = `${path} belongs to the uid ${stats.uid} and has the mode ${mode.toString(8)}`;
    return wrong(name, found, `chown root ${path}; chmod 600 ${path}`);
  }
  return checkOf(name, stats.size === 0 ? `${path} is empty` : null, 'see docs/operations.md');
}
