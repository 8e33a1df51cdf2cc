import { dirname } from 'node:path';
import { debianImage, nodeImage, releaseOf } from './bases.mjs';
import { buildImage, podman } from './podman.mjs';

const checkout = dirname(dirname(dirname(import.meta.dirname)));
const tag = '0.1.0';

/** @param {string} name @param {string} [suffix] */
const imageOf = (name, suffix = '') => `touchstone/${name}:${tag}${suffix}`;

/** The image of a grader with a Python. @param {import('./bases.mjs').PythonVersion} python */
export const graderOf = (python) => imageOf('grader-api', suffixOf(python));

/** What compose.yaml runs has no suffix. @param {import('./bases.mjs').PythonVersion} python */
const suffixOf = (python) => (releaseOf(python) === 'trixie' ? '' : `-python${python}`);

/** Builds the images of the pages and the API as compose.yaml says. */
export async function buildImages() {
  await build(imageOf('programming-ui'), 'programming-ui', {});
  await build(imageOf('programming-api'), 'programming-api', {});
}

/** Builds a grader. @param {import('./bases.mjs').PythonVersion} python */
export async function buildGrader(python) {
  const base = imageOf('grader-image', suffixOf(python));
  const debian = debianImage(releaseOf(python));
  const argument = ['--build-arg', `DEBIAN_IMAGE=${debian}`];
  await buildImage([...argument, '-t', base, `${checkout}/grader-image`]);
  await build(graderOf(python), 'grader-api', { GRADER_IMAGE: `localhost/${base}` });
}

/**
 * @param {string} image
 * @param {string} target
 * @param {Readonly<Record<string, string>>} further build arguments
 */
async function build(image, target, further) {
  const values = {
    NODE_IMAGE: nodeImage,
    DEBIAN_IMAGE: debianImage('trixie'),
    ...further,
  };
  const words = Object.entries(values).flatMap(([name, value]) => [
    '--build-arg',
    `${name}=${value}`,
  ]);
  const file = ['-f', `${checkout}/deploy/Dockerfile`];
  await buildImage([...words, '--target', target, '-t', image, ...file, checkout]);
}

/** A line for each image. */
export async function describeSizes() {
  const names = ['programming-ui', 'programming-api', 'grader-image', 'grader-api'];
  const images = [...names.map((name) => imageOf(name)), graderOf('3.11'), debianImage('trixie')];
  const lines = images.map(async (image) => {
    const bytes = Number(await podman(['image', 'inspect', '--format', '{{.Size}}', image]));
    return `  ${(bytes / 1e6).toFixed(0).padStart(5)} MB  ${image}`;
  });
  return ['Sizes:', ...(await Promise.all(lines))].join('\n');
}
