import type { MailSettings } from '@touchstone/programming-api/mail';
import type { GraderConfig } from '@touchstone/grader-api/config';
import type { Sandbox } from '@touchstone/grader-api/offline';
import type { ApiConfig } from '@touchstone/programming-api/config';
import type { FastifyPluginCallback } from 'fastify';

export interface AllInOneOptions {
  port: number;
  host: string;
  dataFolder: string;
  courseFolders: readonly string[];
  graders: number;
  sandbox: Sandbox['kind'] | 'auto';
  /** Host names that requests may use besides that of the public URL or, without one, this machine's addresses. */
  allowedHosts: readonly string[];
  /** The origin for browsers, if it is not where this process listens. */
  publicUrl?: string;
  /** Addresses and networks of trusted proxies; `usualProxies` by default. */
  trustedProxies?: readonly string[];
  /** Further settings of the services; the other options take precedence. */
  apiSettings?: Partial<ApiConfig>;
  graderSettings?: Partial<GraderConfig>;
  /** Further routes of the same server. */
  plugins?: readonly FastifyPluginCallback[];
  /** How mail is sent; null or left out: not at all. */
  mail?: MailSettings | null;
  /** Aborts the start; everything opened is closed again. */
  signal?: AbortSignal;
  onProgress?: (text: string) => void;
  onWarning?: (message: string) => void;
}
