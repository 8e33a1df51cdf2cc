import { MediaQuery } from 'svelte/reactivity';
import { listPlace } from '../../features/settings/list-place.svelte.ts';

/**
 * How handout, code and results are arranged. `phone`: one at a time, by tabs. `tablet`: results below the
 * code, the handout in a drawer over it. `two`: the handout beside both. `three`: side by side.
 */
type Layout = 'phone' | 'tablet' | 'two' | 'three';

/** Same widths and height as in styles/early-handout.css. */
const phone = new MediaQuery('(width < 45rem) or ((width < 60rem) and (height < 31rem))');
const tablet = new MediaQuery('(width < 60rem)');
const three = new MediaQuery('(width >= 100rem)');
const threeBesideList = new MediaQuery('(width >= 118rem)');

/** The layout at the page's present size; `list` is what the student chose for the list of assignments. */
export function layoutOf(list: string): Layout {
  if (phone.current) return 'phone';
  if (tablet.current) return 'tablet';
  return (listPlace(list) === 'beside' ? threeBesideList : three).current ? 'three' : 'two';
}
