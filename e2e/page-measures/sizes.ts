/** A size of the page in px, on a touch screen or with mouse and keyboard. */
export interface Size {
  readonly width: number;
  readonly height: number;
  readonly touch: boolean;
}

/** Phones, a tablet, a zoom of 400 %, a laptop and a large screen. */
export const sizes: readonly Size[] = [
  { width: 320, height: 256, touch: false },
  { width: 360, height: 740, touch: true },
  { width: 740, height: 360, touch: true },
  { width: 820, height: 1180, touch: true },
  { width: 1366, height: 768, touch: false },
  { width: 1920, height: 1080, touch: false },
];
