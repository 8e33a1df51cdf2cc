import { moreMessages } from '../../more-messages.ts';
import { keysHere } from './shortcut-keys.ts';

/** What stands on the keys of a shortcut; a list for each stroke. */
export function keyNames(keys: string, mac: boolean): string[][] {
  const names: Readonly<Record<string, string>> = moreMessages.shortcuts.keyNames(mac);
  return keysHere(keys, mac)
    .split(' ')
    .map((stroke) => stroke.split('+').map((key) => names[key] ?? key));
}
