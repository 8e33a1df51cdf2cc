/**
 * Headers of all that is a page or part of one, whoever serves it. Nothing inline and nothing from
 * elsewhere: the editor's styles are constructed style sheets in a shadow root, which need no
 * 'unsafe-inline'. Pictures may be data addresses, since handouts may carry small ones.
 */
export const pageHeaders = {
  'content-security-policy': [
    "default-src 'none'",
    // The latter for Python in the page, which is WebAssembly.
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
  // These two together give the page memory that it shares with its worker.
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
} as const;

/** `Cache-Control` of files whose name carries a hash of their content, and of all others. */
export const cacheControl = {
  immutable: 'public, max-age=31536000, immutable',
  revalidate: 'no-cache',
} as const;
