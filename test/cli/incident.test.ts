import { describe, expect, test } from '@jest/globals';
import { responsesTo, type Finding } from '../../cli/incident/incident.js';
import { happened } from '../../cli/incident/scenario.js';

const finding = (change: Partial<Finding>): Finding => ({
  type: 'Backdoor:EC2/C&CActivity.B!DNS',
  title: '',
  severity: 8,
  at: '2026-11-22T10:20:00.000Z',
  about: 'web-3',
  remote: 'c2.bad.example.net',
  instanceId: 'i-1',
  principal: null,
  madeFor: null,
  ...change,
});

const onKey = (principal: string, change: Partial<Finding> = {}): Finding =>
  finding({ type: 'key', about: principal, remote: '203.0.113.77', instanceId: null, principal, ...change });

describe('what findings call for', () => {
  test('is containment of each host first, then revocation, then what may be wanted', () => {
    const responses = responsesTo([
      onKey('user/deploy-bot'),
      finding({}),
      finding({ type: 'CryptoCurrency:EC2/BitcoinTool.B!DNS', at: '2026-11-22T10:30:00.000Z', remote: 'pool.example' }),
    ]);
    expect(responses).toEqual([
      {
        playbook: 'contain-instance',
        input: { instanceId: 'i-1' },
        about: 'web-3',
        title: 'contain web-3: c2.bad.example.net',
        reason: 'GuardDuty: Backdoor:EC2/C&CActivity.B!DNS, CryptoCurrency:EC2/BitcoinTool.B!DNS',
        optional: false,
      },
      expect.objectContaining({ playbook: 'revoke-credentials', input: { principal: 'user/deploy-bot' } }),
      expect.objectContaining({ playbook: 'preserve-instance', optional: true }),
    ]);
  });

  test('begins where it began', () => {
    const later = onKey('role/audit', { at: '2026-11-22T10:50:00.000Z' });
    expect(responsesTo([later, onKey('user/deploy-bot')]).map(({ about }) => about)).toEqual([
      'user/deploy-bot',
      'role/audit',
    ]);
  });

  test('spares the other hosts of a role, unless its sessions are not of a host', () => {
    const ofHost = onKey('role/web-tier', { madeFor: 'i-1' });
    expect(responsesTo([ofHost])[0]?.input).toEqual({ principal: 'role/web-tier', instanceId: 'i-1' });
    expect(responsesTo([ofHost, onKey('role/web-tier')])[0]?.input).toEqual({ principal: 'role/web-tier' });
  });

  test('is nothing where nothing is named', () => {
    expect(responsesTo([finding({ instanceId: null })])).toEqual([]);
  });
});

test('what happened in a world is told newest first, without what every estate begins with', () => {
  const offered = (name: string, loadedAt: number | null) => ({ name, summary: name, loadedAt });
  expect(
    happened([offered('everyday', 1), offered('crypto-miner', 2), offered('leaked-ci-key', 3), offered('other', null)]),
  ).toEqual([
    { name: 'leaked-ci-key', summary: 'leaked-ci-key', loadedAt: '1970-01-01T00:00:00.003Z' },
    { name: 'crypto-miner', summary: 'crypto-miner', loadedAt: '1970-01-01T00:00:00.002Z' },
  ]);
});
