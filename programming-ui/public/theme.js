/* global document */
// Runs before the first paint, so that a chosen theme never flashes. The key and the values are
// those of src/features/theme/theme.ts.
try {
  const theme = localStorage.getItem('touchstone:theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage is closed to the page: the system's theme holds.
}
