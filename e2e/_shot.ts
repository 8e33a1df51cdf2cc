// usage: node _shot.mts NAME WIDTHxHEIGHT THEME PATH [code|-] [extra]
import { writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { launchChromium } from '@touchstone/test-kit';
const [name, size, theme, path, code, ...steps] = process.argv.slice(2);
const [width, height] = size!.split('x').map(Number) as [number, number];
const browser = await launchChromium();
const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme as 'light', hasTouch: width < 500 });
const page = await context.newPage();
page.on('console', (m) => console.log('console', m.type(), m.text()));
page.on('pageerror', (e) => console.log('pageerror', e.message));
await page.goto('http://127.0.0.1:7811' + path);
await page.getByRole('heading', { level: 1 }).waitFor();
await page.waitForTimeout(900);
if (code && code !== '-') {
  const tab = page.getByRole('tab', { name: 'Code', exact: true });
  if (await tab.isVisible()) await tab.click();
  await page.getByRole('textbox', { name: 'Your code' }).click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.insertText(code.startsWith('@') ? readFileSync(code.slice(1), 'utf8') : code.replaceAll('\\n', '\n'));
  await page.keyboard.press('ControlOrMeta+Enter');
  await page.waitForTimeout(2500);
}
for (const step of steps) {
  await page.evaluate(step).catch((e) => console.log(String(e)));
  await page.waitForTimeout(600);
}
await page.screenshot({ path: `/tmp/uid/shots/${name}.png` });
await browser.close();
