const ofFile = /^(\/api\/assignments\/[^/?]+\/files\/)([^?]+)/;

/**
 * The address of a course's file with the slashes of its name encoded, as a path parameter has them: nginx
 * decodes them.
 */
export const encodeSlashes = (url: string): string =>
  url.replace(ofFile, (_, before: string, name: string) => before + name.replaceAll('/', '%2F'));
