import { setTimeout } from 'node:timers/promises';
import { takeInventory, type Inventory, type Surroundings } from './inventory.ts';

const timeoutMs = 15_000;
const pauseMs = 20;
const steadyTimes = 10;

/** Takes inventories until one satisfies the condition or time is up; resolves to the last one. */
export async function waitUntil(
  surroundings: Surroundings,
  condition: (inventory: Inventory) => boolean,
): Promise<Inventory> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    globalThis.gc?.();
    const inventory = await takeInventory(surroundings);
    if (condition(inventory) || performance.now() > end) return inventory;
    await setTimeout(pauseMs);
  }
}

/** The inventory once nothing changes any more, such as while processes are being replaced. */
export async function steady(surroundings: Surroundings): Promise<Inventory> {
  let seen = '';
  let times = 0;
  return waitUntil(surroundings, ({ below, ownDescriptors }) => {
    const { pids, descriptors, mounts, namespaces } = below;
    const now = [pids.join(), descriptors, mounts, namespaces.size, ownDescriptors].join('/');
    times = now === seen ? times + 1 : 0;
    seen = now;
    return times >= steadyTimes;
  });
}
