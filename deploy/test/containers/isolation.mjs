import { assert, check } from './checks.mjs';
import { podman } from './podman.mjs';

/** @typedef {import('./stack.mjs').Stack} Stack */

const ours = ['nginx', 'programming-ui', 'programming-api', 'grader-api'];

/**
 * What a container has no right to, and whom it can't reach.
 *
 * @param {Stack} stack
 */
export async function checkIsolation(stack) {
  const lasting = (await stack.containers()).filter(({ service }) => service !== 'courses');
  for (const { name, service } of lasting) {
    await check(
      `${name} has no capability, no way to more rights, and a read-only root`,
      async () => {
        const status = await podman(['exec', name, 'cat', '/proc/1/status']);
        const of = (/** @type {string} */ field) =>
          new RegExp(`^${field}:\\s+(.*)$`, 'm').exec(status)?.[1]?.split('\t') ?? [];
        for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb']) {
          assert(/^0+$/.test(of(set)[0] ?? ''), `${set} is ${of(set)[0]}`);
        }
        assert(of('NoNewPrivs')[0] === '1', 'new privileges are possible');
        assert(of('Seccomp')[0] === '2', 'system calls are not filtered');
        const uids = of('Uid');
        assert(!uids.includes('0'), 'it runs as root');
        if (ours.includes(service)) {
          assert(
            uids.every((uid) => uid === '1000'),
            `it runs as ${uids.join()}`,
          );
        }
        const wrote = await podman(['exec', name, 'touch', '/etc/probe', '/usr/probe']).then(
          () => true,
          () => false,
        );
        assert(!wrote, 'its root can be written to');
        return `uid ${uids[0]}`;
      },
    );
  }
  const [nginx, grader] = [await nameOf(stack, 'nginx'), await nameOf(stack, 'grader-api')];
  await check('nginx and the pages reach neither store', async () => {
    for (const container of [nginx, await nameOf(stack, 'programming-ui')]) {
      assert(!(await resolves(container, 'postgres')), `${container} resolves postgres`);
      assert(!(await resolves(container, 'redis')), `${container} resolves redis`);
    }
  });
  await check('nobody but nginx has a way out', async () => {
    assert((await routesOf(nginx)).some(isDefault), 'nginx has no way out');
    for (const { name, service } of lasting) {
      if (service === 'nginx') continue;
      assert(!(await routesOf(name)).some(isDefault), `${name} has a way out`);
    }
  });
  await check('a grader reads code and tests, and no other table', async () => {
    const postgres = await nameOf(stack, 'postgres');
    const url = await podman(['exec', grader, 'cat', '/secrets/grader/database-url']);
    const query = (/** @type {string} */ sql) =>
      podman(['exec', postgres, 'psql', url.trim(), '--command', sql]).then(
        () => 'allowed',
        (error) => (String(error).includes('permission denied') ? 'denied' : String(error)),
      );
    const answers = [
      await query('select count(*) from grading_bundles'),
      await query('select count(*) from sessions'),
      await query('delete from submissions'),
    ];
    assert(answers.join() === 'allowed,denied,denied', answers.join());
  });
  await check('a grader has none of the secrets of others', async () => {
    const found = await podman(['exec', grader, 'find', '/secrets', '-type', 'f']);
    assert(!/\/secrets\/(?:api|postgres|redis)/.test(found), found);
  });
}

/** @param {Stack} stack @param {string} service */
async function nameOf(stack, service) {
  const [first] = await stack.containers(service);
  assert(first !== undefined, `no container of ${service} runs`);
  return first.name;
}

/** @param {string} container @param {string} host */
const resolves = (container, host) =>
  podman(['exec', container, 'getent', 'hosts', host]).then(
    () => true,
    () => false,
  );

/** @param {string} container @returns {Promise<string[]>} the lines of its routing table */
const routesOf = async (container) =>
  (await podman(['exec', container, 'cat', '/proc/net/route'])).split('\n');

/** @param {string} route */
const isDefault = (route) => route.split('\t')[1] === '00000000';
