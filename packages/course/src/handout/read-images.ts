import type { Folder } from '../folder.ts';
import { sizes } from '../sizes.ts';

interface ImageType {
  readonly mediaType: string;
  /** Whether the bytes are such a picture, whatever the name of the file. */
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
  // Only shown by <img>, which ignores scripts and links in a picture.
  svg: { mediaType: 'image/svg+xml', matches: (bytes) => /<svg[\s>]/i.test(bytes.toString()) },
};

/** The types of pictures that handouts show. */
export const mediaTypes = [...new Set(Object.values(imageTypes).map((type) => type.mediaType))];

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
        'is not a picture: media/ accepts png, jpg, gif, webp and svg files; remove it, or save it as one of these',
      );
      continue;
    }
    const bytes = await folder.readBytes(path, sizes.maxImageBytes);
    if (bytes === null) continue;
    if (type.matches(bytes)) {
      images.set(`media/${name}`, `data:${type.mediaType};base64,${bytes.toString('base64')}`);
    } else
      folder.faults.add(path, `is not a picture of type ${type.mediaType}; save it in that format`);
  }
  return images;
}
