import { z } from 'zod';

/*
 * The URL under which browsers reach a server: scheme, host and, if it is not the default, the
 * port. Stored as the origin that browsers send: `https://courses.example.org`.
 */

const example = 'such as https://courses.example.org';

/** Null for a valid public URL, otherwise what is wrong with it and what to do. */
function faultOf(text: string): string | null {
  if (!/^https?:\/\//i.test(text)) return `must start with https:// or http://, ${example}`;
  const [authority, rest] = splitAfterHost(text);
  if (authority.includes('@')) {
    return `must not have a user name or password: leave out what is before the @, ${example}`;
  }
  if (rest.includes('#')) return `must not have a fragment: leave out the # and what follows`;
  if (rest.includes('?')) return `must not have a query: leave out the ? and what follows`;
  if (rest !== '' && rest !== '/') {
    return `must not have a path: Touchstone needs its own host name or port, ${example}`;
  }
  const url = URL.canParse(text) ? new URL(text) : null;
  if (
    url === null ||
    url.port === '0' ||
    !/^(?:[\w-]+(?:\.[\w-]+)*\.?|\[[\da-f:.]+\])$/.test(url.hostname)
  ) {
    return `must have a host and, if needed, a port, ${example}`;
  }
  return null;
}

/** The text between `//` and the path, and the rest. Browsers treat \ as /. */
function splitAfterHost(text: string): [string, string] {
  const after = text.slice(text.indexOf('//') + 2);
  const end = after.search(/[/\\?#]/);
  return end < 0 ? [after, ''] : [after.slice(0, end), after.slice(end)];
}

/** Parses the URL as a person writes it; returns its origin. */
export const publicUrlSchema = z.string().transform((text, context) => {
  const fault = faultOf(text);
  if (fault === null) return new URL(text).origin;
  context.addIssue({ code: 'custom', message: fault });
  return z.NEVER;
});
