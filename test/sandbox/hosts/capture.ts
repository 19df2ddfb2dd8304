import { createHash } from 'node:crypto';
import type { Bucket } from './bucket.js';
import { urlOf } from './bucket.js';

export const MIB = 2 ** 20;
const TOOL = Buffer.from('the tool');

const text = (marker: string, variables: Readonly<Record<string, string>>): string =>
  [
    '#!/bin/bash',
    `# firebreak:${marker} v1`,
    ...Object.entries(variables).map(([key, value]) => `${key}='${value}'`),
  ].join('\n');

/** What a script has other than usual. */
export type Changes = {
  readonly NONCE?: string;
  readonly PART_SIZE?: string;
  readonly MOST_PARTS?: string;
  readonly TOOL_URL?: string;
  readonly TOOL_SHA256?: string;
  readonly MANIFEST_URL?: string;
  readonly EVIDENCE_DEVICE?: string;
  readonly EVIDENCE_MOUNT?: string;
};

const both = { NONCE: 'nonce-0001', PART_SIZE: `${8 * MIB}`, EVIDENCE_DEVICE: '', EVIDENCE_MOUNT: '' };

/** Puts a tool in the bucket; answers a script that dumps with it. */
export const dumpText = ({ objects }: Bucket, marker: string, more: Changes = {}): string => {
  objects.set('/tool', TOOL);
  return text(marker, { ...both, MOST_PARTS: '8', TOOL_URL: urlOf('/tool'), TOOL_SHA256: sha256(TOOL), ...more });
};

/** Puts a manifest of the parts that a host has reported in the bucket; answers a script that sends them. */
export const sendText = (
  { objects }: Bucket,
  reported: readonly Record<string, unknown>[],
  more: Changes = {},
): string => {
  const lines = reported
    .filter(({ part }) => part !== undefined)
    .map(({ part, sha256: hash }) => ({
      part,
      sha256: Buffer.from(String(hash), 'hex').toString('base64'),
      url: urlOf(`/part-${String(part)}`),
    }));
  objects.set('/manifest', Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join('')));
  return text('send-dump', { ...both, MANIFEST_URL: urlOf('/manifest'), ...more });
};

/** The JSON lines that a script printed. */
export const linesOf = (stdout = ''): readonly Record<string, unknown>[] =>
  stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
