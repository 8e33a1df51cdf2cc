import { csvLine, type Cell } from '@touchstone/contracts/csv';

/** Lets the browser save rows as a file that spreadsheets open. */
export function downloadCsv(name: string, rows: readonly (readonly Cell[])[]): void {
  const file = new Blob(['\uFEFF', ...rows.map(csvLine)], { type: 'text/csv' });
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser may begin to read it later.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
