import { formulaAttributes } from './formula.ts';
import { mediaTypes } from './read-images.ts';
import { sanitise } from './sanitise.ts';

const picture = new RegExp(
  `^data:(?:${mediaTypes.join('|').replace('+', '\\+')});base64,[A-Za-z0-9+/]*={0,2}$`,
);

/**
 * Sanitises a handout that was rendered earlier, and may have been changed since. What `renderHandout`
 * has made, formulas and pictures too, stays as it is.
 */
export const sanitiseStored = (html: string): string =>
  sanitise(
    html,
    {
      imageUri: (source) => (picture.test(source) ? source : null),
      allowsLink: (target) => /^(?:https?:\/\/|mailto:)/i.test(target),
      onRemoved: () => undefined,
      onRemovedAttribute: () => undefined,
    },
    {
      tags: Object.keys(formulaAttributes),
      attributes: { ...formulaAttributes, span: [{ name: 'tabindex', values: ['0'] }] },
      spanClasses: ['formula', 'formula-line'],
    },
  );
