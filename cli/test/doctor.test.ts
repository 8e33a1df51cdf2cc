import { freePort } from '@touchstone/servers';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startSmtpSink } from '../../programming-api/test/smtp-sink.ts';
import { killCommands, touchstone, touchstoneWith } from './running-command.ts';

afterAll(killCommands);

const answerSchema = z.strictObject({
  fit: z.boolean(),
  sandbox: z.literal('bubblewrap'),
  parts: z.record(z.string(), z.string()),
  probes: z.array(
    z.strictObject({
      name: z.string(),
      tried: z.string(),
      found: z.string().nullable(),
      remedy: z.string().nullable(),
    }),
  ),
  exposed: z.array(z.string()),
  change: z.string().nullable(),
  mail: z
    .strictObject({
      server: z.string().nullable(),
      found: z.string().nullable(),
      remedy: z.string().nullable(),
    })
    .nullable(),
});

it('reports in a table and as JSON that this machine is fit, with versions', async () => {
  const [table, json] = [touchstone('doctor'), touchstone('doctor', '--json')];
  expect([await table.exited, await json.exited]).toEqual([0, 0]);
  expect(table.stdout()).toMatch(
    /^Sandbox: bubblewrap, \/usr\/bin\/python3 3\.\d+\.\d+, bubblewrap 0\./,
  );
  expect(table.stdout()).toMatch(/^network +contained +/m);
  const answer = answerSchema.parse(JSON.parse(json.stdout()));
  expect(answer).toMatchObject({ fit: true, mail: null });
  expect(table.stdout()).toContain('Mail is not set up in this environment.');
  const names = answer.probes.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining([
      ...['identity', 'host user', 'network', 'reading', 'writing', 'kernel settings', 'processes'],
      ...['exec', 'fork', 'namespaces', 'shared memory', 'leftovers', 'memory', 'computing time'],
    ]),
  );
});

it('reports what to change where the sandbox does not start', async () => {
  const without = touchstoneWith({ TOUCHSTONE_PYTHON: '/usr/bin/no-such-python' }, 'doctor');
  expect(await without.exited).toBe(1);
  expect(without.stdout()).toMatch(/^start +fails/m);
  expect(without.stdout()).toMatch(/to change: .*TOUCHSTONE_PYTHON/);
});

describe('where mail is set up', () => {
  const from = { TOUCHSTONE_MAIL_FROM: 'courses@example.org' };
  const mailOf = async (environment: NodeJS.ProcessEnv) => {
    const json = touchstoneWith({ PATH: '/usr/bin:/bin', ...environment }, 'doctor', '--json');
    const status = await json.exited;
    const { fit, mail } = answerSchema.parse(JSON.parse(json.stdout()));
    expect(fit).toBe(true);
    return { status, ...mail };
  };

  it('signs in to the mail server, and sends nothing', async () => {
    const signedIn: (string | undefined)[] = [];
    const sink = await startSmtpSink({
      ...{ authOptional: false, allowInsecureAuth: true },
      onAuth({ username, password }, _session, callback) {
        signedIn.push(username);
        if (password === 'p@ss') callback(null, { user: username });
        else callback(new Error('Wrong'));
      },
    });
    const server = `smtp://localhost:${sink.port}`;
    const urlWith = (password: string) => server.replace('//', `//user:${password}@`);
    const right = { ...from, TOUCHSTONE_SMTP_URL: urlWith('p%40ss') };
    expect(await mailOf(right)).toEqual({ status: 0, server, found: null, remedy: null });
    const table = touchstoneWith({ PATH: '/usr/bin:/bin', ...right }, 'doctor');
    expect(await table.exited).toBe(0);
    expect(table.stdout()).toContain(`The mail server ${server} can be used.`);
    const wrong = await mailOf({ ...from, TOUCHSTONE_SMTP_URL: urlWith('secret') });
    expect(wrong).toMatchObject({
      ...{ status: 1, server },
      found: expect.stringContaining('refuses the user or the password') as string,
      remedy: expect.stringContaining('Correct the user and the password') as string,
    });
    expect(JSON.stringify(wrong)).not.toContain('secret');
    expect(signedIn).toEqual(['user', 'user', 'user']);
    expect(sink.received).toEqual([]);
    await sink.close();
  });

  it('says what to change if the mail server is away, unknown, or has no TLS', async () => {
    const sink = await startSmtpSink();
    const remedies = {
      [`smtps://localhost:${sink.port}`]: 'Use smtp:// with the port',
      [`smtp://[::ffff:127.0.0.1]:${sink.port}`]: 'Use smtp:// with the port',
      [`smtp://localhost:${await freePort()}`]: 'Check the host and the port',
      'smtp://mail.invalid': 'Correct the host name',
    };
    for (const [url, remedy] of Object.entries(remedies)) {
      const answer = await mailOf({ ...from, TOUCHSTONE_SMTP_URL: url });
      expect(answer, url).toMatchObject({
        status: 1,
        remedy: expect.stringContaining(remedy) as string,
      });
    }
    await sink.close();
  });

  it('says which setting is missing', async () => {
    const url = 'smtp://user:hidden-word@mail.example.org';
    const table = touchstoneWith({ PATH: '/usr/bin:/bin', TOUCHSTONE_SMTP_URL: url }, 'doctor');
    expect(await table.exited).toBe(1);
    expect(table.stdout()).toMatch(
      /The settings of mail are not valid\.\n +found: TOUCHSTONE_MAIL_FROM/,
    );
    expect(table.stdout()).not.toContain('hidden-word');
  });
});

it('treats an argument as wrong usage', async () => {
  expect(await touchstone('doctor', 'nonsense').exited).toBe(2);
});
