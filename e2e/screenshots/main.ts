/**
 * Every page and state at four widths, in both themes and in forced colours, as
 * `screenshots/STATE-WIDTH-LOOK.png` in the checkout, with what axe-core finds on each; exit status 1 when it
 * finds something, a page scrolls sideways, or a state is not reached. Arguments: `states` for all, which is
 * also the default, parts of the paths that you want, such as `/failed-360-`, `readme` for the two pictures of
 * README.md, or `teaching` for those of docs/teaching.md.
 */
import { takeStates } from './take-states.ts';
import { takeAll } from './teaching/take-all.ts';

const [first, ...others] = process.argv.slice(2);
if (first === 'teaching') await takeAll();
else if (first === 'readme') await takeStates('readme');
else await takeStates([...(first === undefined || first === 'states' ? [] : [first]), ...others]);
