import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from './checkout.mjs';
import { installWithApt } from './apt.mjs';

/** @typedef {'start' | 'stack' | 'test'} Purpose */
/**
 * What is looked for is the program itself, so that it may come from anywhere.
 *
 * @typedef {{ debianPackage: string, isThere: () => boolean }} SystemProgram
 */

const programFolders = ['/usr/bin', '/usr/sbin', '/usr/local/bin', '/usr/local/sbin'];
const postgresFolder = '/usr/lib/postgresql';
const fontsFolder = '/usr/share/fonts';
const brotliModule = '/usr/lib/nginx/modules/ngx_http_brotli_static_module.so';

/** @type {readonly SystemProgram[]} */
const sandbox = [
  { debianPackage: 'bubblewrap', isThere: () => hasProgram('bwrap') },
  { debianPackage: 'python3', isThere: () => isExecutable('/usr/bin/python3') },
  // By which the sandbox refuses system calls.
  { debianPackage: 'libseccomp2', isThere: () => hasLibrary('libseccomp.so.2') },
];

/** @type {readonly SystemProgram[]} */
const servers = [
  { debianPackage: 'redis-server', isThere: () => hasProgram('redis-server') },
  { debianPackage: 'postgresql', isThere: hasPostgres },
  { debianPackage: 'nginx', isThere: () => hasProgram('nginx') },
];

/**
 * Lets nginx send what is compressed with brotli; it does without where its origin is not Debian.
 *
 * @type {SystemProgram}
 */
const brotli = {
  debianPackage: 'libnginx-mod-http-brotli-static',
  isThere: () => hasProgram('nginx') || existsSync(brotliModule),
};

/** @type {readonly SystemProgram[]} */
const browser = [
  {
    // Chromium without its windows: it starts and draws in three quarters of the time.
    debianPackage: 'chromium-headless-shell',
    isThere: () =>
      ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'].some(hasProgram),
  },
  // Without any font a browser writes boxes.
  { debianPackage: 'fonts-dejavu-core', isThere: hasFonts },
];

/**
 * What courses may preload, for the tests of that.
 *
 * @type {readonly SystemProgram[]}
 */
const libraries = ['numpy', 'pandas'].map((name) => ({
  debianPackage: `python3-${name}`,
  isThere: () => existsSync(`/usr/lib/python3/dist-packages/${name}`),
}));

/**
 * Makes the certificate of the tests' proxy.
 *
 * @type {SystemProgram}
 */
const openssl = { debianPackage: 'openssl', isThere: () => hasProgram('openssl') };

/** @type {Record<Purpose, readonly SystemProgram[]>} */
const needed = {
  start: sandbox,
  stack: [...sandbox, ...servers, brotli],
  test: [...sandbox, ...servers, brotli, ...browser, openssl, ...libraries],
};

/**
 * Installs the system's programs that are missing, where that is possible: on Debian and its like,
 * as root. Elsewhere it says what to do; `start` goes on then, since it can do without.
 *
 * @param {Purpose} purpose
 */
export async function ensureSystem(purpose) {
  if (process.platform === 'linux') {
    const missing = missingPackages(purpose);
    if (missing.length > 0 && process.getuid?.() === 0 && hasProgram('apt-get')) {
      console.log(`Installing Debian packages: ${missing.join(' ')} (their services stay off) …`);
      await installWithApt(missing).catch(tell);
    }
  }
  const missing = missingPackages(purpose);
  if (missing.length === 0) return;
  const advice =
    process.platform === 'linux'
      ? `sudo apt-get install ${missing.join(' ')}`
      : `install the programs of these Debian packages: ${missing.join(' ')}`;
  if (purpose !== 'start') {
    throw new SetupError(`Programs are missing. To install them:\n\n  ${advice}\n`);
  }
  console.log(
    `Some programs are missing; Python runs as WebAssembly instead, for trying out only.`,
  );
  console.log(`For the real sandbox: ${advice}\n`);
}

/**
 * What a failure means depends on what is missing in the end.
 *
 * @param {unknown} error
 */
function tell(error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
}

/** @param {Purpose} purpose */
const missingPackages = (purpose) =>
  needed[purpose].filter(({ isThere }) => !isThere()).map(({ debianPackage }) => debianPackage);

/** @param {string} name */
function hasProgram(name) {
  return programFolders.some((folder) => isExecutable(join(folder, name)));
}

/** @param {string} name */
function hasLibrary(name) {
  const folders = ['/lib', '/usr/lib', '/lib64', '/usr/lib64'];
  const below = folders.flatMap((folder) =>
    listFolder(folder)
      .filter((entry) => entry.endsWith('-linux-gnu'))
      .map((entry) => join(folder, entry)),
  );
  return [...folders, ...below].some((folder) => existsSync(join(folder, name)));
}

function hasPostgres() {
  const versioned = listFolder(postgresFolder).map((version) =>
    join(postgresFolder, version, 'bin', 'initdb'),
  );
  return hasProgram('initdb') || versioned.some(isExecutable);
}

function hasFonts() {
  return listFolder(fontsFolder, { recursive: true }).some((name) => /\.(ttf|otf|ttc)$/.test(name));
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * @param {string} path
 * @param {{ recursive?: boolean }} [options]
 * @returns {string[]}
 */
function listFolder(path, options = {}) {
  try {
    return readdirSync(path, { ...options, encoding: 'utf8' });
  } catch {
    return [];
  }
}
