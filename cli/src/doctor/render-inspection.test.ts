import { expect, test } from 'vitest';
import { renderInspection } from './render-inspection.ts';

const contained = { name: 'network', tried: 'making a socket', found: null, remedy: null };
const escapes = {
  name: 'kernel settings',
  tried: 'opening /proc/sys',
  found: '/proc/sys/kernel can be opened',
  remedy: 'run as an ordinary user',
};

test('a fit machine is reported with the versions and a table', () => {
  const lines = renderInspection({ parts: { bubblewrap: '0.8.0' }, probes: [contained] });
  expect(lines).toEqual([
    'Sandbox: bubblewrap, bubblewrap 0.8.0',
    '',
    'probe               what was tried',
    'network  contained  making a socket',
    '',
    'Nothing escapes: this machine can grade.',
  ]);
});

test('an escape is reported with what was found and what to change', () => {
  const lines = renderInspection({ parts: {}, probes: [contained, escapes] });
  expect(lines).toContain('kernel settings  escapes    opening /proc/sys');
  expect(lines).toContain('    found: /proc/sys/kernel can be opened');
  expect(lines).toContain('    to change: run as an ordinary user');
  expect(lines.at(-1)).toBe('This machine cannot grade: kernel settings.');
});
