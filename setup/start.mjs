import { orTellWhatToDo } from './checkout.mjs';
import { ensurePackages } from './packages.mjs';
import { ensureSystem } from './system.mjs';
import { continueAsTouchstone } from './touchstone.mjs';
import { ensureUi } from './ui.mjs';

await orTellWhatToDo(async () => {
  await ensurePackages();
  await ensureSystem('start');
  await ensureUi();
});
await continueAsTouchstone('start');
