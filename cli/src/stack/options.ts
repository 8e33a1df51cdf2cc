import type { MailSettings } from '@touchstone/programming-api/mail';
import type { Sandbox } from '@touchstone/grader-api/offline';

export interface StackOptions {
  /** The port of nginx. */
  port: number;
  /** The address that nginx listens on; 127.0.0.1 by default. */
  host?: string;
  /** The origin for browsers, if it is not where nginx listens. */
  publicUrl?: string;
  /** Addresses and networks of trusted proxies; `usualProxies` by default. */
  trustedProxies?: readonly string[];
  /** Host names that requests may use besides that of the public URL or, without one, this machine's addresses. */
  allowedHosts?: readonly string[];
  /** Contains the servers' files and all logs. */
  folder: string;
  courseFolders: readonly string[];
  apis: number;
  graders: number;
  sandbox: Sandbox['kind'] | 'auto';
  /**
   * True (the default): a power cut loses nothing. False, for tests: PostgreSQL does not wait for the
   * disk, and Redis stores nothing on it.
   */
  durable?: boolean;
  /** Further settings of each API and each grader, by the names of their variables. */
  apiSettings?: Readonly<Record<string, string>>;
  graderSettings?: Readonly<Record<string, string>>;
  /** How mail is sent; null or left out: not at all. */
  mail?: MailSettings | null;
  /** Aborts the start; nothing is left running. */
  signal?: AbortSignal;
  onProgress?: (text: string) => void;
  /** Called when a process stops unexpectedly, and with warnings. */
  onNotice?: (message: string) => void;
}

/** The options with the defaults that several parts need. */
export type RunningStackOptions = StackOptions & Required<Pick<StackOptions, 'host' | 'onNotice'>>;
