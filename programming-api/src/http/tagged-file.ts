import { posix } from 'node:path';
import { tagBytes, type Audience, type TaggedAnswer } from './tagged-answer.ts';

/** A file's bytes, which browsers save and never show: it comes from a course's author. */
export const tagFile = (name: string, bytes: Buffer, audience: Audience): Promise<TaggedAnswer> => {
  const headers = {
    'content-type': isText(bytes) ? 'text/plain; charset=utf-8' : 'application/octet-stream',
    'content-disposition': `attachment; filename*=UTF-8''${encoded(posix.basename(name))}`,
  };
  return tagBytes(bytes, headers, audience);
};

const utf8 = new TextDecoder('utf-8', { fatal: true });

function isText(bytes: Buffer): boolean {
  try {
    return !utf8.decode(bytes).includes('\0');
  } catch {
    return false;
  }
}

/** As RFC 8187 has it in `filename*`. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replaceAll(
    /['()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
