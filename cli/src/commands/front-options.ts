import { publicUrlSchema, trustedProxySchema } from '@touchstone/service';
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { z } from 'zod';
import type { ServiceSettings } from '../ground/service-settings.ts';
import { collect } from './arguments.ts';

/** How a server is reached from outside; `start` and `stack` take the same. */
export interface FrontFlags {
  host: string;
  publicUrl?: string;
  trustedProxy?: string[];
  allowHost?: string[];
}

/** Parses what a schema takes, for options. */
const taking =
  (schema: z.ZodType<string>) =>
  (text: string): string => {
    const parsed = schema.safeParse(text);
    if (parsed.success) return parsed.data;
    throw new InvalidArgumentError(
      `It ${parsed.error.issues.map(({ message }) => message).join(', ')}.`,
    );
  };
const publicUrl = taking(publicUrlSchema);
const trustedProxy = taking(trustedProxySchema);

export function addFrontOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--public-url <url>',
        'where browsers go, as https://courses.example.org',
      ).argParser(publicUrl),
    )
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .addOption(
      new Option(
        '--trusted-proxy <address>',
        'whose X-Forwarded-* is believed: an address or network, may be given more than once (default: loopback where there is a public URL or an allowed host, else nobody)',
      ).argParser((text, before: string[] | undefined) => collect(trustedProxy(text), before)),
    )
    .option(
      '--allow-host <name>',
      'answer to this host name too, may be given more than once',
      collect,
    );
}

/** What is given on the command line goes before what the environment sets. */
export function frontOf(flags: FrontFlags, { api }: ServiceSettings) {
  const { config } = api.given;
  const url = flags.publicUrl ?? config.publicUrl;
  const trustedProxies = flags.trustedProxy ?? config.trustedProxies;
  return {
    host: flags.host,
    allowedHosts: flags.allowHost ?? config.allowedHosts ?? [],
    ...(trustedProxies !== undefined && { trustedProxies }),
    ...(url !== undefined && { publicUrl: url }),
  };
}
