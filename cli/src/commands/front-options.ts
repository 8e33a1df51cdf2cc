import { publicUrlSchema, trustedProxySchema } from '@touchstone/runtime';
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { z } from 'zod';
import { defaultCourseFolder } from '../checkout.ts';
import type { ServiceSettings } from '../shared/service-settings.ts';
import { collect } from './arguments.ts';

/** What `start` and `stack` have in common. */
export interface ServerFlags {
  port: number;
  data: string;
  course?: string[];
  graders: number;
  sandbox?: 'auto' | 'bubblewrap' | 'pyodide';
  host: string;
  publicUrl?: string;
  trustedProxy?: string[];
  allowHost?: string[];
}

/** Parses a text with a schema, for options. */
const parseWith =
  (schema: z.ZodType<string>) =>
  (text: string): string => {
    const parsed = schema.safeParse(text);
    if (parsed.success) return parsed.data;
    throw new InvalidArgumentError(
      `The value ${parsed.error.issues.map(({ message }) => message).join(', ')}.`,
    );
  };
const publicUrl = parseWith(publicUrlSchema);
const trustedProxy = parseWith(trustedProxySchema);

/** @param byDefault whose headers are trusted without this option */
export const trustedProxyOption = (byDefault: string): Option =>
  new Option(
    '--trusted-proxy <address>',
    `address or network whose X-Forwarded-* headers are trusted; may be repeated (default: ${byDefault})`,
  ).argParser((text, before: string[] | undefined) => collect(trustedProxy(text), before));

export const publicUrlOption = (description: string): Option =>
  new Option('--public-url <url>', description).argParser(publicUrl);

/** How a server is reached from outside. */
export function addFrontOptions(command: Command): Command {
  return command
    .addOption(publicUrlOption('URL for browsers, such as https://courses.example.org'))
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .addOption(trustedProxyOption('loopback with a public URL or an allowed host, otherwise none'))
    .option('--allow-host <name>', 'also accept this host name; may be repeated', collect);
}

/** Options of the command line override the environment. */
export function serverOptionsOf(flags: ServerFlags, { api, grader }: ServiceSettings) {
  const { config } = api.given;
  const url = flags.publicUrl ?? config.publicUrl;
  const trustedProxies = flags.trustedProxy ?? config.trustedProxies;
  return {
    port: flags.port,
    host: flags.host,
    courseFolders: flags.course ?? [defaultCourseFolder],
    graders: flags.graders,
    sandbox: flags.sandbox ?? grader.given.surroundings.sandbox ?? 'auto',
    allowedHosts: flags.allowHost ?? config.allowedHosts ?? [],
    ...(trustedProxies !== undefined && { trustedProxies }),
    ...(url !== undefined && { publicUrl: url }),
  };
}
