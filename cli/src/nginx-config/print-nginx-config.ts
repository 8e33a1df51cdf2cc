import { networksOf } from '@touchstone/runtime';
import { createNginxConfiguration } from '@touchstone/servers';
import { CommandError } from '../command-error.ts';
import { say } from '../shared/terminal.ts';

export interface NginxConfigFlags {
  port: number;
  host: string;
  uiPort: number;
  apiPort: number[];
  graderPort: number[];
  trustedProxy?: string[];
}

/** Prints the configuration and nothing else. */
export function printNginxConfig(flags: NginxConfigFlags): void {
  const { port, host, uiPort, apiPort: apiPorts, graderPort: graderPorts } = flags;
  const all = [port, uiPort, ...apiPorts, ...graderPorts];
  const doubled = all.find((one, index) => all.indexOf(one) !== index);
  if (doubled !== undefined) {
    throw new CommandError(`The port ${doubled} is given twice.`, {
      next: 'Give each service, nginx (--port) and the pages (--ui-port) a port of its own.',
    });
  }
  const trustedNetworks = networksOf(flags.trustedProxy ?? []);
  say(
    createNginxConfiguration({
      port,
      host,
      uiPort,
      apiPorts,
      graderPorts,
      trustedNetworks,
    }).trimEnd(),
  );
}
