import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { generateOperatorKey } from '../../ledger/sshsig/private-key.js';
import type { Estate } from '../estate/estate.js';
import type { Layout } from './layout.js';

/** The two people of the sandbox: one who asks, one who signs. */
const people = [
  { name: 'responder', person: 'responder@sandbox', roles: ['responder'] },
  { name: 'ir-lead', person: 'ir-lead@sandbox', roles: ['responder', 'ir-lead'] },
] as const;

const writeOnce = (file: string, text: string, mode: number): void => {
  if (existsSync(file)) return;
  writeFileSync(`${file}.new`, text, { mode });
  renameSync(`${file}.new`, file);
};

/** Makes the sandbox's operators and their keys, the first time; later they are who they were. */
export const sandboxOperators = (layout: Layout) =>
  people.map(({ name, person, roles }) => {
    const key = path.join(layout.operators, name);
    if (!existsSync(key) || !existsSync(`${key}.pub`)) {
      const made = generateOperatorKey(`${name}@sandbox`);
      writeFileSync(`${key}.pub`, `${made.publicKey}\n`, { mode: 0o644 });
      writeOnce(key, made.privateKey, 0o600);
    }
    const publicKey = readFileSync(`${key}.pub`, 'utf8').trim();
    return { name, person, roles: [...roles], keys: [publicKey], signsWith: key };
  });

const vaultSettings = ({ bucket, roleArn, externalId, keyArn, tools }: Estate['vault']) => ({
  bucket,
  roleArn,
  externalId,
  keyArn,
  retainDays: 30,
  tools,
});

/** Writes the configuration that the sandbox's worker and every command in this installation read. */
export const writeSandboxConfig = (
  layout: Layout,
  address: string,
  region: string,
  estate: Pick<Estate, 'vault' | 'worker'> | undefined,
): void => {
  const roleArn = estate?.worker.roleArn;
  const settings = {
    mode: 'sandbox',
    temporal: { address, namespace: 'default', taskQueue: 'firebreak' },
    aws: { region, ...(roleArn && { roleArn }) },
    ledger: { path: layout.ledger, key: layout.ledgerKey },
    as: 'responder',
    operators: sandboxOperators(layout),
    policy: { name: 'sandbox', rules: [{ name: 'everything', need: '1 of ir-lead' }] },
    ...(estate && { vault: vaultSettings(estate.vault) }),
  };
  writeFileSync(`${layout.config}.new`, `# Made by the sandbox at each start.\n${stringify(settings)}`, {
    mode: 0o600,
  });
  renameSync(`${layout.config}.new`, layout.config);
};
