import { MediaQuery } from 'svelte/reactivity';

/** Same widths as in styles/early-handout.css. */
const roomForList = new MediaQuery('(width >= 76rem)');
const roomForAll = new MediaQuery('(width >= 96rem)');

/** Where the list of assignments is shown: in a drawer over the page, or beside it unless it is folded. */
export const listPlace = (chosen: string): 'drawer' | 'beside' | 'folded' => {
  if (!roomForList.current) return 'drawer';
  return (chosen === 'auto' ? roomForAll.current : chosen === 'shown') ? 'beside' : 'folded';
};
