import sanitizeHtml from 'sanitize-html';

const allowedTags = [
  ...['h2', 'h3', 'h4', 'h5', 'h6', 'p', 'blockquote', 'hr', 'br', 'ul', 'ol', 'li'],
  ...['dl', 'dt', 'dd', 'div', 'pre', 'code', 'span', 'strong', 'b', 'em', 'i', 's', 'del', 'ins'],
  ...['kbd', 'samp', 'var', 'mark', 'sub', 'sup', 'small', 'details', 'summary', 'a', 'img'],
  ...['table', 'caption', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td'],
];
const known = new Set(allowedTags);

/** Whether a tag is shown. */
export const isShownTag = (tag: string): boolean => known.has(tag);

const allowedAttributes: Record<string, sanitizeHtml.AllowedAttribute[]> = {
  a: ['href', 'title', 'rel', 'target'],
  img: ['src', 'alt', 'title'],
  pre: [{ name: 'tabindex', values: ['0'] }],
  div: [{ name: 'tabindex', values: ['0'] }],
  ol: ['start'],
  th: ['colspan', 'rowspan', 'scope'],
  td: ['colspan', 'rowspan'],
  details: ['open'],
};

/** Classes that we generate; authors' classes are removed. */
const allowedClasses: Record<string, (string | RegExp)[]> = {
  code: ['hljs', 'language-python'],
  span: ['hljs-*', 'language-python', /^[a-z]+_{1,2}$/, /^formula-\d+$/],
  div: ['table-scroll'],
  th: ['align-*'],
  td: ['align-*'],
};

const isOurClass = (tag: string, name: string): boolean =>
  (allowedClasses[tag] ?? []).some((allowed) =>
    typeof allowed === 'string'
      ? name === allowed || (allowed.endsWith('*') && name.startsWith(allowed.slice(0, -1)))
      : allowed.test(name),
  );

function isKept(tag: string, name: string, value: string): boolean {
  if (name === 'class') return value.split(/\s+/).every((each) => isOurClass(tag, each));
  if (name === 'style')
    return (tag === 'th' || tag === 'td') && alignment(value)['class'] !== undefined;
  return (allowedAttributes[tag] ?? []).some((allowed) =>
    typeof allowed === 'string' ? allowed === name : allowed.name === name,
  );
}

/** How the sanitiser asks about links and pictures, and reports what it removes. */
export interface SanitiseHooks {
  /** The `data:` URI of a picture in media/; null if it may not be shown. */
  imageUri(source: string): string | null;
  /** Whether the link may stay; its text always does. */
  allowsLink(target: string): boolean;
  onRemoved(tag: string): void;
  /** Called for an attribute that is removed from a tag that stays. */
  onRemovedAttribute(tag: string, attribute: string): void;
}

/** What is allowed besides. */
interface SanitiseExtras {
  readonly tags: readonly string[];
  readonly attributes: Readonly<Record<string, sanitizeHtml.AllowedAttribute[]>>;
  readonly spanClasses: readonly string[];
}

const noExtras: SanitiseExtras = { tags: [], attributes: {}, spanClasses: [] };

/**
 * HTML that is safe in a page: no scripts, styles, event handlers or forms, links to the web and to mail
 * only, pictures from media/ only.
 */
export function sanitise(
  html: string,
  hooks: SanitiseHooks,
  extras: SanitiseExtras = noExtras,
): string {
  const transform = (tagName: string, attribs: sanitizeHtml.Attributes): sanitizeHtml.Tag => {
    if (!isShownTag(tagName)) hooks.onRemoved(tagName);
    else {
      for (const [name, value] of Object.entries(attribs))
        if (!isKept(tagName, name, value)) hooks.onRemovedAttribute(tagName, name);
    }
    switch (tagName) {
      case 'a':
        return { tagName, attribs: linkAttributes(attribs['href'], hooks) };
      case 'img':
        return { tagName, attribs: imageAttributes(attribs, hooks) };
      case 'th':
      case 'td':
        return { tagName, attribs: { ...attribs, ...alignment(attribs['style']) } };
      default:
        return { tagName, attribs };
    }
  };
  return sanitizeHtml(html, {
    allowedTags: [...allowedTags, ...extras.tags],
    allowedAttributes: { ...allowedAttributes, ...extras.attributes },
    allowedClasses: {
      ...allowedClasses,
      span: [...(allowedClasses['span'] ?? []), ...extras.spanClasses],
    },
    allowedSchemes: ['http', 'https', 'mailto'],
    allowedSchemesByTag: { img: ['data'] },
    allowProtocolRelative: false,
    disallowedTagsMode: 'discard',
    parseStyleAttributes: false,
    nestingLimit: 100,
    transformTags: { '*': transform },
    exclusiveFilter: ({ tag, attribs }) => tag === 'img' && attribs['src'] === undefined,
  });
}

function linkAttributes(target: string | undefined, hooks: SanitiseHooks): sanitizeHtml.Attributes {
  if (target === undefined || !hooks.allowsLink(target)) return {};
  return { href: target, rel: 'noopener noreferrer', target: '_blank' };
}

function imageAttributes(
  attribs: sanitizeHtml.Attributes,
  hooks: SanitiseHooks,
): sanitizeHtml.Attributes {
  const uri = hooks.imageUri(attribs['src'] ?? '');
  if (uri === null) return {};
  const title = attribs['title'];
  const alt = attribs['alt'] ?? '';
  return title === undefined ? { src: uri, alt } : { src: uri, alt, title };
}

/** The class for a column's alignment, which Markdown tables set by a style that pages do not allow. */
function alignment(style: string | undefined): sanitizeHtml.Attributes {
  const side = /^text-align:(left|center|right)$/.exec(style ?? '')?.[1];
  return side === undefined ? {} : { class: `align-${side}` };
}
