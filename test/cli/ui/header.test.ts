import { expect, it } from '@jest/globals';
import { header } from '../../../cli/ui/frame/header.js';
import type { Health } from '../../../cli/session/health.js';
import type { View } from '../../../cli/ui/screens/screen.js';

const shown = (health: Health, problem: string | null = null, width = 120): string => {
  const view = {
    config: { mode: 'production', aws: { region: 'eu-west-1' } },
    me: { name: 'lead' },
    health,
    feed: { snapshot: () => ({ version: 7, problem }) },
    width,
  } as unknown as View;
  return header(view, [])
    .map(({ text }) => text)
    .join('');
};
const all = { temporal: true, worker: true, aws: true, ledger: true };

it('says that the ledger takes nothing and runs wait, however narrow the window', () => {
  expect(shown(all)).toContain('ledger 7');
  expect(shown({ ...all, ledger: false })).toContain('✗ ledger takes nothing');
  expect(shown({ ...all, ledger: false }, null, 80)).toContain('✗ ledger takes nothing');
  expect(shown({ ...all, ledger: false }, 'it cannot be read')).toContain('✗ ledger away');
});
