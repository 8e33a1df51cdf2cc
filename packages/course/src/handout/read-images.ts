import type { Folder } from '../folder.ts';
import { sizes } from '../sizes.ts';

interface ImageType {
  readonly mediaType: string;
  /** Whether the bytes are such a picture, whatever the file is called. */
  matches(bytes: Buffer): boolean;
}

const startsWith =
  (...signature: number[]) =>
  (bytes: Buffer) =>
    bytes.subarray(0, signature.length).equals(Buffer.from(signature));

const jpeg: ImageType = { mediaType: 'image/jpeg', matches: startsWith(0xff, 0xd8, 0xff) };

const imageTypes: Readonly<Record<string, ImageType>> = {
  png: { mediaType: 'image/png', matches: startsWith(0x89, 0x50, 0x4e, 0x47) },
  jpg: jpeg,
  jpeg,
  gif: { mediaType: 'image/gif', matches: (bytes) => bytes.toString('latin1', 0, 4) === 'GIF8' },
  webp: {
    mediaType: 'image/webp',
    matches: (bytes) => bytes.toString('latin1', 8, 12) === 'WEBP',
  },
  // Shown by <img> only, where a picture's scripts and links are dead.
  svg: { mediaType: 'image/svg+xml', matches: (bytes) => /<svg[\s>]/i.test(bytes.toString()) },
};

/** The pictures in an assignment's media/ folder as `data:` URIs, by path from the handout. */
export async function readImages(
  folder: Folder,
  assignmentPath: string,
): Promise<Map<string, string>> {
  const images = new Map<string, string>();
  for (const { name, kind } of await folder.entries(`${assignmentPath}media`)) {
    const path = `${assignmentPath}media/${name}`;
    const type = imageTypes[/\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''];
    if (kind === 'folder' || type === undefined) {
      folder.faults.add(
        path,
        'is no picture: media/ takes png, jpg, gif, webp and svg files; remove it, or save it as one of these',
      );
      continue;
    }
    const bytes = await folder.readBytes(path, sizes.imageMaxBytes);
    if (bytes === null) continue;
    if (type.matches(bytes)) {
      images.set(`media/${name}`, `data:${type.mediaType};base64,${bytes.toString('base64')}`);
    } else folder.faults.add(path, `is no ${type.mediaType} picture; save it in the right format`);
  }
  return images;
}
