import { z } from 'zod';

/*
 * The address under which browsers know a server: scheme, host and, where it is not the scheme's
 * own, a port. Kept as the origin that browsers send: `https://courses.example.org`.
 */

const example = 'such as https://courses.example.org';

/** Null for a public URL, else what is wrong with it and what to do. */
function faultOf(text: string): string | null {
  if (!/^https?:\/\//i.test(text)) return `must begin with https:// or http://, ${example}`;
  const [authority, rest] = splitAfterHost(text);
  if (authority.includes('@')) {
    return `must have no name and no password: leave out what stands before the @, ${example}`;
  }
  if (rest.includes('#')) return `must have no fragment: leave out the # and what follows`;
  if (rest.includes('?')) return `must have no query: leave out the ? and what follows`;
  if (rest !== '' && rest !== '/') {
    return `must have no path: Touchstone needs a host name, or a port, of its own, ${example}`;
  }
  const url = URL.canParse(text) ? new URL(text) : null;
  if (
    url === null ||
    url.port === '0' ||
    !/^(?:[\w-]+(?:\.[\w-]+)*\.?|\[[\da-f:.]+\])$/.test(url.hostname)
  ) {
    return `must name a host and, if need be, a port, ${example}`;
  }
  return null;
}

/** What stands between `//` and the path, and the rest. Browsers take \ for /. */
function splitAfterHost(text: string): [string, string] {
  const after = text.slice(text.indexOf('//') + 2);
  const end = after.search(/[/\\?#]/);
  return end < 0 ? [after, ''] : [after.slice(0, end), after.slice(end)];
}

/** Takes the URL as a person writes it and gives its origin. */
export const publicUrlSchema = z.string().transform((text, context) => {
  const fault = faultOf(text);
  if (fault === null) return new URL(text).origin;
  context.addIssue({ code: 'custom', message: fault });
  return z.NEVER;
});
