import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from './checkout.mjs';
import { installWithApt } from './apt.mjs';

/** @typedef {'start' | 'stack' | 'test' | 'firefox' | 'deploy'} Purpose */

const programFolders = ['/usr/bin', '/usr/sbin', '/usr/local/bin', '/usr/local/sbin'];
const postgresFolder = '/usr/lib/postgresql';
const fontsFolder = '/usr/share/fonts';
const brotliModule = '/usr/lib/nginx/modules/ngx_http_brotli_static_module.so';
const chromiums = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'];

/**
 * Whether what a Debian package is for is installed. This looks for the program itself, since it need
 * not come from the package.
 */
const isInstalled = {
  bubblewrap: () => hasProgram('bwrap'),
  python3: () => isExecutable('/usr/bin/python3'),
  /** The sandbox filters system calls with it. */
  libseccomp2: () => hasLibrary('libseccomp.so.2'),
  'redis-server': () => hasProgram('redis-server'),
  postgresql: hasPostgres,
  nginx: () => hasProgram('nginx'),
  /** Lets nginx send files compressed with brotli. Not needed for an nginx that is not Debian's. */
  'libnginx-mod-http-brotli-static': () => hasProgram('nginx') || existsSync(brotliModule),
  /** Chromium without windows, which takes three quarters of the time. */
  'chromium-headless-shell': () => chromiums.some(hasProgram),
  'firefox-esr': () => hasProgram('firefox-esr') || hasProgram('firefox'),
  /** Without a font a browser shows boxes. */
  'fonts-dejavu-core': hasFonts,
  /** Creates the certificate of the tests' proxy. */
  openssl: () => hasProgram('openssl'),
  /** Modules for the tests of `preload`. */
  'python3-numpy': () => hasPythonModule('numpy'),
  'python3-pandas': () => hasPythonModule('pandas'),
  /** Runs the lines of the API's documentation. */
  curl: () => hasProgram('curl'),
  /** Reads the zip files that teachers get, as they do. */
  unzip: () => hasProgram('unzip'),
  /** Has promtool. */
  prometheus: () => hasProgram('promtool'),
  /** Has kubectl. */
  'kubernetes-client': () => hasProgram('kubectl'),
  /** Has systemd-analyze. */
  systemd: () => hasProgram('systemd-analyze'),
};
/** @typedef {keyof typeof isInstalled} DebianPackage */

/** @type {DebianPackage[]} */
const sandbox = ['bubblewrap', 'python3', 'libseccomp2'];
/** @type {DebianPackage[]} */
const servers = ['redis-server', 'postgresql', 'nginx', 'libnginx-mod-http-brotli-static'];
/** @type {DebianPackage[]} */
const firefox = [...sandbox, 'firefox-esr', 'fonts-dejavu-core'];
/** @type {DebianPackage[]} */
const deploy = ['prometheus', 'kubernetes-client', 'systemd'];

/** @type {Record<Purpose, DebianPackage[]>} */
const needed = {
  start: sandbox,
  stack: [...sandbox, ...servers],
  test: /** @type {DebianPackage[]} */ (Object.keys(isInstalled)).filter(
    (name) => name !== 'firefox-esr' && !deploy.includes(name),
  ),
  firefox,
  deploy,
};

/**
 * Installs missing system programs where that is possible: on Debian and its derivatives, as root.
 * Otherwise it prints what to do; `start` then continues without them.
 *
 * @param {Purpose} purpose
 */
export async function ensureSystem(purpose) {
  if (process.platform === 'linux') {
    const missing = missingPackages(purpose);
    if (missing.length > 0 && process.getuid?.() === 0 && hasProgram('apt-get')) {
      console.log(
        `Installing Debian packages: ${missing.join(' ')} (without starting their services) …`,
      );
      await installWithApt(missing).catch(printFailure);
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
    'Some programs are missing; Python runs as WebAssembly instead, for evaluation only.',
  );
  console.log(`For the real sandbox: ${advice}\n`);
}

/**
 * Prints a failure. Whether it matters depends on what is still missing.
 *
 * @param {unknown} error
 */
function printFailure(error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
}

/** @param {Purpose} purpose */
const missingPackages = (purpose) => needed[purpose].filter((name) => !isInstalled[name]());

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

/** @param {string} name */
function hasPythonModule(name) {
  return existsSync(`/usr/lib/python3/dist-packages/${name}`);
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
