const maxLength = 80;
/** Names of Windows' devices, which no file of it can have. */
const device = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i;

/**
 * A name for a file or a folder on any system: letters, digits, `-` and `_` only, so without a path, an
 * ending or a blank. `otherwise` is for a text with none of these.
 */
export function safeName(text: string, otherwise: string): string {
  const name = Array.from(text.normalize('NFC').replaceAll(/[^\p{L}\p{M}\p{N}_]+/gu, '-'))
    .slice(0, maxLength)
    .join('')
    .replaceAll(/^[-\p{M}]+|-+$/gu, '');
  if (name === '') return otherwise;
  return device.test(name) ? `${name}_` : name;
}

/** Numbers names that a file system could take for one that it was given before. */
export function createUniqueNames(): (name: string) => string {
  const used = new Set<string>();
  const key = (name: string): string => name.normalize('NFKD').toLowerCase().normalize('NFKD');
  return (name) => {
    let unique = name;
    for (let number = 2; used.has(key(unique)); number++) unique = `${name}-${number}`;
    used.add(key(unique));
    return unique;
  };
}
