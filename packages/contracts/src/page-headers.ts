/**
 * Headers of the page and its parts, whether nginx or the all-in-one serves them. Nothing inline and
 * nothing from other sites: the editor's styles are constructed style sheets in a shadow root, which
 * need no 'unsafe-inline'. Images may be data URLs, since handouts may contain small ones.
 */
export const pageHeaders = {
  'content-security-policy': [
    "default-src 'none'",
    // wasm-unsafe-eval is for Python in the page.
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  // These two together allow the page to share memory with its worker.
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
} as const;

/** `Cache-Control` of files whose name contains a hash of their content, and of all others. */
export const cacheControl = {
  immutable: 'public, max-age=31536000, immutable',
  revalidate: 'no-cache',
} as const;
