import { fastifyCookie } from '@fastify/cookie';
import type { FastifyReply } from 'fastify';

/*
 * A session's cookie. Cookies know no port, so its name has the instance in it: several on one host
 * leave each other's alone. Under TLS the prefix has browsers see to it that no other host and no
 * plain HTTP has set it.
 */

const maxAgeSeconds = 400 * 24 * 60 * 60;

/** The one cookie of all instances, before each had its own. */
const sharedName = 'touchstone_session';

const { serialize } = fastifyCookie;

const attributes = { httpOnly: true, sameSite: 'lax', path: '/' } as const;

export interface SessionCookies {
  /** The name of the cookie that is set now. */
  readonly name: string;
  /** Names under which the cookie was set before, or over the other scheme; to be exchanged. */
  readonly earlierNames: readonly string[];
  set(reply: FastifyReply, token: string): void;
  /** Has the browser drop an earlier one. */
  expire(reply: FastifyReply, name: string): void;
}

export function createSessionCookies({
  instanceId,
  secure,
}: {
  instanceId: string;
  secure: boolean;
}): SessionCookies {
  const plainName = `touchstone-${instanceId}`;
  const secureName = `__Host-${plainName}`;
  const name = secure ? secureName : plainName;
  // Straight into the headers: event streams are answered past Fastify's hooks.
  const send = (reply: FastifyReply, cookie: string): void => {
    void reply.header('set-cookie', cookie);
  };
  return {
    name,
    earlierNames: [secureName, plainName, sharedName].filter((each) => each !== name),
    set(reply, token) {
      send(reply, serialize(name, token, { ...attributes, maxAge: maxAgeSeconds, secure }));
    },
    expire(reply, earlier) {
      const options = { ...attributes, maxAge: 0, secure: secure || earlier === secureName };
      send(reply, serialize(earlier, '', options));
    },
  };
}
