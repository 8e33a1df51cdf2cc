import { fastifyCookie } from '@fastify/cookie';
import type { FastifyReply } from 'fastify';

/*
 * A session's cookie. Cookies ignore the port, so the name contains the instance: several instances
 * on one host do not overwrite each other's. Under TLS the prefix makes browsers refuse the cookie
 * if another host or plain HTTP sets it.
 */

const maxAgeSeconds = 400 * 24 * 60 * 60;

/** The cookie that all instances shared in earlier versions. */
const sharedName = 'touchstone_session';

const { serialize } = fastifyCookie;

const attributes = { httpOnly: true, sameSite: 'lax', path: '/' } as const;

export interface SessionCookies {
  /** The name of the cookie that is set now. */
  readonly name: string;
  readonly memberName: string;
  /** Names that the cookie had earlier, or has over the other scheme; to be replaced. */
  readonly earlierNames: readonly string[];
  set(reply: FastifyReply, token: string): void;
  /**
   * Marks the browser as one of a member of courses: nginx sends its requests on instead of answering them
   * from the cache that all share. It gives no rights.
   */
  setMember(reply: FastifyReply): void;
  /** Makes the browser delete an earlier one. */
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
  const memberName = `${name}-member`;
  // Directly into the headers: event streams bypass Fastify's hooks.
  const send = (reply: FastifyReply, cookie: string): void => {
    void reply.header('set-cookie', cookie);
  };
  return {
    name,
    earlierNames: [secureName, plainName, sharedName].filter((each) => each !== name),
    set(reply, token) {
      send(reply, serialize(name, token, { ...attributes, maxAge: maxAgeSeconds, secure }));
    },
    memberName,
    setMember(reply) {
      send(reply, serialize(memberName, '1', { ...attributes, maxAge: maxAgeSeconds, secure }));
    },
    expire(reply, earlier) {
      const options = { ...attributes, maxAge: 0, secure: secure || earlier === secureName };
      send(reply, serialize(earlier, '', options));
    },
  };
}
