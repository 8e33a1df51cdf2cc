import type { Inventory } from './inventory.ts';

/** Between gradings, a warm sandbox never has more than after the first ones. */
export function grownWhileWarm(before: Inventory, after: Inventory): string[] {
  return [
    more('processes below', before.below.pids.length, after.below.pids.length),
    more('namespaces', before.below.namespaces.size, after.below.namespaces.size),
    more('descriptors below', before.below.descriptors, after.below.descriptors),
    more('mounts below', before.below.mounts, after.below.mounts),
    ...grownInGrader(before, after),
  ].flat();
}

/** A closed sandbox leaves nothing. */
export function leftAfterClose(before: Inventory, after: Inventory): string[] {
  return [
    more('processes', 0, after.below.pids.length),
    more('namespaces', 0, after.below.namespaces.size),
    ...grownInGrader(before, after),
  ].flat();
}

function grownInGrader(before: Inventory, after: Inventory): string[] {
  const files = [...after.files].filter((file) => !before.files.has(file));
  return [
    more('descriptors of the grader', before.ownDescriptors, after.ownDescriptors),
    more('mounts of the machine', before.ownMounts, after.ownMounts),
    more('shared memory segments', before.sharedMemorySegments, after.sharedMemorySegments),
    files.map((file) => `a file: ${file}`),
  ].flat();
}

const more = (what: string, before: number, after: number): string[] =>
  after > before ? [`${what}: ${after}, ${before} before`] : [];
