import { reportSetupErrors } from './checkout.mjs';
import { ensurePackages } from './packages.mjs';
import { ensureSystem } from './system.mjs';
import { ensureUi } from './ui.mjs';

/**
 * Installs and builds what is missing; exits with status 2 if that fails.
 *
 * @param {import('./system.mjs').Purpose} purpose
 * @param {{ pages?: boolean }} [needs] whether the pages must be built
 */
export function setUp(purpose, { pages = true } = {}) {
  return reportSetupErrors(async () => {
    await ensurePackages();
    await ensureSystem(purpose);
    if (pages) await ensureUi();
  });
}
