import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { podman } from './podman.mjs';
import { run } from './run.mjs';

/*
 * The stack of deploy/compose.yaml, by docker-compose 1.29 of Debian's packages, which talks to podman as
 * to Docker's engine.
 */

const project = 'touchstone';
const startMs = 900_000;

/** @typedef {{ name: string, service: string }} Container */

export class Stack {
  /** @type {readonly string[]} */
  #options;
  /** @type {NodeJS.ProcessEnv} */
  #environment;

  /**
   * @param {string} file the compose file
   * @param {string} socket podman's
   * @param {NodeJS.ProcessEnv} settings
   */
  constructor(file, socket, settings) {
    this.#options = ['--project-name', project, '--file', file];
    this.#environment = { DOCKER_HOST: `unix://${socket}`, ...settings };
  }

  /** @param {readonly string[]} args */
  compose(args) {
    const running = run('docker-compose', [...this.#options, ...args], {
      environment: this.#environment,
      timeoutMs: startMs,
    });
    return this.#withHealthChecks(running);
  }

  /** Rejects with the last lines of the logs if a container does not start. */
  async start() {
    await this.compose(['up', '--detach']).catch(async (error) => {
      const logs = await this.compose(['logs', '--no-color', '--tail=20']);
      throw new Error(`${String(error)}\n${logs}`);
    });
  }

  async isUp() {
    return (await this.containers('nginx')).length > 0;
  }

  /**
   * Runs commands as an operator types them, who has Docker.
   *
   * @param {string} commands
   * @param {string} folder
   */
  type(commands, folder) {
    const compose = ['docker-compose', ...this.#options].join(' ');
    const script = commands
      .replaceAll('docker compose -f deploy/compose.yaml', compose)
      .replaceAll('docker volume', 'podman volume')
      // docker-compose 1.29 does not notice that there is no terminal.
      .replaceAll(/ (exec|run --rm) (?!-T)/g, ' $1 -T ');
    const running = run('bash', ['-e', '-c', script], {
      cwd: folder,
      environment: this.#environment,
      timeoutMs: startMs,
    });
    return this.#withHealthChecks(running);
  }

  /** @param {string} [service] @returns {Promise<Container[]>} those that run */
  async containers(service) {
    const label = 'com.docker.compose.service';
    const filters = [`label=com.docker.compose.project=${project}`, 'status=running'];
    if (service !== undefined) filters.push(`label=${label}=${service}`);
    const options = filters.flatMap((filter) => ['--filter', filter]);
    const output = await podman(['ps', ...options, '--format', 'json']);
    /** @type {{ Names: string[], Labels: Record<string, string> }[]} */
    const found = JSON.parse(output);
    return found.map(({ Names, Labels }) => ({
      name: Names[0] ?? '',
      service: Labels[label] ?? '',
    }));
  }

  /** @template T @param {Promise<T>} command */
  async #withHealthChecks(command) {
    const healthChecks = this.#runHealthChecks(command);
    try {
      return await command;
    } finally {
      await healthChecks;
    }
  }

  /** Runs the health checks of containers that are starting, until a command has ended. */
  async #runHealthChecks(/** @type {Promise<unknown>} */ command) {
    let hasEnded = false;
    const ended = command.then(
      () => (hasEnded = true),
      () => (hasEnded = true),
    );
    while (!hasEnded) {
      const output = await podman(['ps', '--filter', 'health=starting', '--format', '{{.Names}}']);
      for (const name of output.split('\n').filter((line) => line !== '')) {
        await podman(['healthcheck', 'run', name]).catch(() => undefined);
      }
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 500))]);
    }
  }
}

/**
 * Writes the compose file without what docker-compose 1.29 does not know: the project's name and how
 * images are built. Resolves to the path of the copy, in the same folder, since paths are relative to it.
 *
 * @param {string} file
 */
export async function writeForOldCompose(file) {
  const copy = join(dirname(file), '.compose-for-test.yaml');
  /** How far the block that is left out is indented. */
  let indent = -1;
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => {
    const own = line.search(/\S/);
    if (indent >= 0 && (own === -1 || own > indent)) return false;
    const [, spaces, rest = ''] =
      /^( *)(?:name: touchstone|build:(.*)|grader-image:)$/.exec(line) ?? [];
    if (spaces === undefined) {
      indent = -1;
      return true;
    }
    indent = rest === '' ? spaces.length : -1;
    return false;
  });
  await writeFile(copy, lines.join('\n'));
  return copy;
}
