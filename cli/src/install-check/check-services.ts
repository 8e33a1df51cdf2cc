import { existsSync, readFileSync } from 'node:fs';
import { healthSchema } from '@touchstone/contracts';
import { messageOf } from '@touchstone/runtime/errors';
import { checkOf, wrong, type Check } from './check.ts';
import { nginxConfiguration } from './places.ts';

const timeoutMs = 5_000;

/** Whether the services behind nginx are ready. */
export async function checkServices(): Promise<Check[]> {
  if (!existsSync(nginxConfiguration)) return [];
  const ports = servicePorts(readFileSync(nginxConfiguration, 'utf8'));
  return Promise.all(ports.map(checkService));
}

/** The ports of APIs and graders in nginx's configuration. */
export function servicePorts(configuration: string): { unit: string; port: number }[] {
  const upstream = /upstream (programming-api|grader-api) \{([^}]*)\}/g;
  return [...configuration.matchAll(upstream)].flatMap(([, service, servers = '']) =>
    [...servers.matchAll(/server 127\.0\.0\.1:(\d+)/g)].map(([, port = '']) => ({
      unit: `touchstone-${service === 'grader-api' ? 'grader' : 'api'}@${port}`,
      port: Number(port),
    })),
  );
}

async function checkService({ unit, port }: { unit: string; port: number }): Promise<Check> {
  const log = `journalctl --unit ${unit}`;
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/health/ready`, {
      signal: AbortSignal.timeout(timeoutMs),
    });
    const { ok, reasons } = healthSchema.parse(await answer.json());
    return checkOf(unit, ok ? null : reasons.join(' '), `${log} says more`);
  } catch (error) {
    const next = `systemctl enable --now ${unit}; ${log}`;
    return wrong(unit, `it does not answer: ${messageOf(error)}`, next);
  }
}
