import { Option, type Command } from 'commander';
import type { NginxConfigFlags } from '../nginx-config/print-nginx-config.ts';
import { helpEnd, portOption, wholeNumber } from './arguments.ts';
import { trustedProxyOption } from './front-options.ts';

const ports = (text: string, before: number[] | undefined): number[] => [
  ...(before ?? []),
  wholeNumber(1, 65_535)(text),
];

export function registerNginxConfig(program: Command): void {
  program
    .command('nginx-config')
    .summary('print nginx’s configuration for services that run without the stack')
    .description(
      'Prints a complete nginx.conf for APIs and graders on this machine. It serves the pages from the folder ' +
        '`site` below nginx’s prefix, and writes to `work` there. The stack does this automatically.',
    )
    .addOption(portOption())
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .addOption(
      new Option('--ui-port <number>', 'a free port on loopback, by which nginx serves the pages')
        .argParser(wholeNumber(1, 65_535))
        .default(7805),
    )
    .addOption(
      new Option('--api-port <number>', 'port of an API; repeat for each')
        .argParser(ports)
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--grader-port <number>', 'port of a grader; repeat for each')
        .argParser(ports)
        .makeOptionMandatory(),
    )
    .addOption(trustedProxyOption('none'))
    .addHelpText(
      'after',
      helpEnd(['nginx-config --api-port 7801 --api-port 7802 --grader-port 7811 > nginx.conf']),
    )
    .action(async (flags: NginxConfigFlags) => {
      const { printNginxConfig } = await import('../nginx-config/print-nginx-config.ts');
      printNginxConfig(flags);
    });
}
