/** Passes what was opened to `use`, and closes it when that is done. */
export async function closing<Opened extends { close(): Promise<void> }, T>(
  opened: Opened,
  use: (opened: Opened) => Promise<T>,
): Promise<T> {
  try {
    return await use(opened);
  } finally {
    await opened.close();
  }
}
