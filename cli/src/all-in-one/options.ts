import type { GraderConfig } from '@touchstone/grader-api/config';
import type { Sandbox } from '@touchstone/grader-api/offline';
import type { ApiConfig } from '@touchstone/programming-api/config';

export interface AllInOneOptions {
  port: number;
  host: string;
  dataFolder: string;
  courseFolders: readonly string[];
  graders: number;
  sandbox: Sandbox['kind'] | 'auto';
  /** Host names that requests may name besides the public URL's, or else this machine's addresses. */
  allowedHosts: readonly string[];
  /** The origin that browsers go to, when that is not where this process listens. */
  publicUrl?: string;
  /** Addresses and networks of proxies in front; else `usualProxies`. */
  trustedProxies?: readonly string[];
  /** Settings of the services besides those that the other options decide. */
  apiSettings?: Partial<ApiConfig>;
  graderSettings?: Partial<GraderConfig>;
  /** Ends a start under way; everything opened is closed again. */
  signal?: AbortSignal;
  onProgress?: (text: string) => void;
  onWarning?: (message: string) => void;
}
