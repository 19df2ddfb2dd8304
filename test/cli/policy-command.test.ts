import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Invocation } from '../../cli/command.js';
import { run } from '../../cli/commands/policy.js';
import { ed25519Key, securityKey } from '../ledger/fixtures/software-keys.js';

const configuration = `
ledger: { path: ledger.db, key: signing.key }
operators:
  - { name: alex, person: alex, roles: [responder, ir-lead], keys: ['${ed25519Key().line}'] }
  - { name: sam, person: sam, roles: [ir-lead], keys: ['namespaces="firebreak.*" ${securityKey('ed25519').line}'] }
  - { name: kim, person: kim, roles: [service-owner], principals: ['arn:aws:iam::111122223333:role/kim'] }
  - { name: kim-laptop, person: kim, roles: [responder], keys: ['${ed25519Key().line}'] }
  - { name: lee, person: lee, roles: [ir-lead], principals: ['arn:aws:iam::111122223333:role/lee'] }
policy:
  rules:
    - { name: for good, when: { reversible: false }, need: [1 of ir-lead, 1 of service-owner], proofs: ssh-sk }
    - { name: production, when: { environment: prod }, need: 1 of service-owner }
    - { name: small, when: { severity: P4 }, need: 1 of ir-lead or service-owner, proofs: aws }
    - { name: the rest, need: 1 of ir-lead }
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'firebreak-policy-'));
  writeFileSync(join(folder, 'firebreak.yaml'), configuration);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Told = { readonly result: unknown; readonly text: string };

const policy = async (
  positionals: readonly string[],
  options: Readonly<Record<string, string | boolean>> = {},
): Promise<Told> => {
  let told: Told | null = null;
  const given: Readonly<Record<string, string | boolean>> = { config: join(folder, 'firebreak.yaml'), ...options };
  const textOf = (name: string): string | undefined => {
    const value = given[name];
    return typeof value === 'string' ? value : undefined;
  };
  const out = { result: (result: unknown, text: () => string) => void (told = { result, text: text() }) };
  await run({
    positionals,
    flag: (name: string) => given[name] === true,
    text: textOf,
    texts: () => [],
    out,
    interactive: false,
  } as unknown as Invocation);
  if (!told) throw new Error('nothing was said');
  return told;
};
const isolating = { action: 'isolateInstance' };

describe('policy test', () => {
  it('says which rules count for a step, and why the others do not', async () => {
    const { result } = await policy(['test', 'contain-instance'], { ...isolating, environment: 'prod' });
    expect(result).toMatchObject({
      step: { action: 'isolateInstance', effect: 'change', severity: 'P2', reversible: true, environment: 'prod' },
      rules: [
        { rule: 'for good', counts: false, why: ['reversible is true, not false'] },
        { rule: 'production', counts: true, why: ['it fits'], signers: ['kim'], enough: true },
        { rule: 'small', counts: false },
        { rule: 'the rest', counts: true, why: ['it fits'], signers: ['alex', 'sam'], enough: true },
      ],
    });
  });

  it('counts nobody twice, nor a key that the rule does not take, and says when that is not enough', async () => {
    const { result, text } = await policy(['test', 'contain-instance'], { ...isolating, irreversible: true });
    expect(result).toMatchObject({
      rules: [
        { rule: 'for good', counts: true, signers: ['sam'], enough: false },
        { rule: 'production', counts: false },
        { rule: 'small', counts: false },
        { rule: 'the rest', counts: false, why: ['an earlier rule fits'] },
      ],
    });
    expect(text).toContain('could sign: sam, which is not enough');
  });

  it('counts who has something that the rule takes, under whatever name they act', async () => {
    const { result } = await policy(['test', 'contain-instance'], { ...isolating, severity: 'P4' });
    expect(result).toMatchObject({ rules: [{}, {}, { rule: 'small', signers: ['kim', 'lee'], enough: true }, {}] });
  });

  it('leaves out who asks', async () => {
    const { result } = await policy(['test', 'contain-instance'], { ...isolating, as: 'sam' });
    expect(result).toMatchObject({ rules: [{}, {}, {}, { rule: 'the rest', signers: ['alex'] }] });
  });

  it.each([
    [['test'], {}, /needs test PLAYBOOK/],
    [['test', 'contain-instance'], {}, /--action/],
    [['test', 'contain-instance'], { action: 'paint' }, /has no action "paint"/],
    [['test', 'contain-instance'], { ...isolating, severity: 'P9' }, /is not a severity/],
  ])('refuses %j %j', async (positionals, options, why) => {
    await expect(policy(positionals, options)).rejects.toThrow(why);
  });
});
