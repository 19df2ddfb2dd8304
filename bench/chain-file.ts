import { generateKeyPairSync, sign } from 'node:crypto';
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { canonical } from '../ledger/canonical.js';
import { chainEntry, genesis, signedBytes } from '../ledger/entry.js';
import { ledgerKey } from '../ledger/keys.js';

/** Writes an exported case of so many entries, each of about 800 bytes as in a real run, and the key to verify it with. */
export const writeChain = (file: string, keys: string, count: number): void => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const key = ledgerKey(publicKey);
  writeFileSync(keys, JSON.stringify([key]));
  const out = openSync(file, 'w');
  let prev = genesis;
  let lines = '';
  for (let seq = 1; seq <= count; seq += 1) {
    const at = new Date(1_790_000_000_000 + seq).toISOString();
    const draft = { case: 'case-bench', seq, at, actor: 'bench', kind: 'call', body: bodyOf(seq) } as const;
    const { hash, textWith } = chainEntry(draft, prev, key.id);
    prev = hash;
    lines += `${textWith(sign(null, signedBytes(hash), privateKey).toString('base64'))}\n`;
    if (seq % 1_000 !== 0 && seq !== count) continue;
    writeSync(out, lines);
    lines = '';
  }
  closeSync(out);
};

const bodyOf = (seq: number): string =>
  canonical({
    run: 'run-bench',
    step: `isolate/arn:aws:ec2:eu-west-1:111111111111:instance/i-${seq}/isolateInstance`,
    call: null,
    service: 'ec2',
    operation: 'DescribeNetworkInterfaces',
    target: `attachment.instance-id=i-${seq}`,
    input: { Filters: [{ Name: 'attachment.instance-id', Values: [`i-${seq}`] }], MaxResults: 1_000 },
    requestId: `00000000-0000-4000-8000-${String(seq).padStart(12, '0')}`,
    attempt: 1,
    outcome: 'ok',
    errorCode: null,
    durationMs: 12,
  });
