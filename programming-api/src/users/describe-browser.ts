/*
 * Browser and system in words, as far as a person needs it to know his own again: no versions, no
 * models. Many browsers name others besides themselves, so the order decides.
 */

const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\bOPR\/|\bOpera\b/, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Chrome|Chromium|CriOS|HeadlessChrome)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];

const systems: readonly (readonly [RegExp, string])[] = [
  [/\bAndroid\b/, 'Android'],
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMacintosh\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
];

/** Of a `User-Agent` header; `Firefox on Linux`, or null when it names no browser that is known. */
export function describeBrowser(userAgent: string | undefined): string | null {
  const named = (names: typeof browsers) =>
    names.find(([sign]) => sign.test(userAgent ?? ''))?.[1] ?? null;
  const browser = named(browsers);
  const system = named(systems);
  return browser !== null && system !== null ? `${browser} on ${system}` : (browser ?? system);
}
