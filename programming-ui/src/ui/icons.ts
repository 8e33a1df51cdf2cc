/** Drawn on a grid of 20, with strokes of 1.75. */
export const iconPaths = {
  check: 'M4.5 10.5l3.5 3.5 7.5-8',
  cross: 'M5.5 5.5l9 9m0-9l-9 9',
  alert: 'M10 6v5m0 3.2v.1M10 2.6l8 14.2H2z',
  skip: 'M5 10h10',
  list: 'M3.5 5.5h13m-13 4.5h13m-13 4.5h8',
  search: 'M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zm4-1.5l3.5 3.5',
  copy: 'M7.5 7.5h8.5v8.5h-8.5zM4 12.5v-8.5h8.5',
  sliders: 'M3.5 6h6m4 0h3m-13 8h3m4 0h6M11.5 4v4m-3 4v4',
  lightbulb:
    'M7.5 15h5m-4 2.5h3M10 2.5a5 5 0 0 0-3 9c.5.5.7 1 .7 1.8h4.6c0-.8.2-1.3.7-1.8a5 5 0 0 0-3-9z',
  reset: 'M4 10a6 6 0 1 0 1.9-4.4L3.5 8M3.5 3.8V8h4.2',
  run: 'M6 3.8v12.4L16 10z',
  stop: 'M5 5h10v10H5z',
  enter: 'M16 4.5v5a2 2 0 0 1-2 2H4.5m3.5-4l-4 4 4 4',
  arrow: 'M4 10h12m-5-5l5 5-5 5',
  chevron: 'M7.5 5l5 5-5 5',
  offline:
    'M3 3l14 14M10 15.5v.1M6.8 12a4.7 4.7 0 0 1 4-1.3M3.8 8.8a9 9 0 0 1 3-1.9m3.7-.6a9 9 0 0 1 5.7 2.5',
  clock: 'M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15zM10 5.8v4.4l2.8 1.7',
  lock: 'M5 9h10v7.5H5zM7 9V6.5a3 3 0 0 1 6 0V9',
  info: 'M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15zM10 9.2v4.3m0-7v.1',
} as const;
export type IconName = keyof typeof iconPaths;
