import { createHash } from 'node:crypto';
import type { Bucket } from './bucket.js';
import { urlOf } from './bucket.js';

export const MIB = 2 ** 20;
const TOOL = Buffer.from('the tool');

/** What a capture script has other than usual: variables, and how many parts its manifest names. */
export type CaptureChanges = {
  readonly parts?: number;
  readonly NONCE?: string;
  readonly MANIFEST_URL?: string;
  readonly PART_SIZE?: string;
  readonly TOOL_URL?: string;
  readonly TOOL_SHA256?: string;
  readonly EVIDENCE_DEVICE?: string;
  readonly EVIDENCE_MOUNT?: string;
};

/** Puts a tool and a manifest of `parts` in the bucket; answers a capture script that uses them. */
export const captureScript = (
  { objects }: Bucket,
  marker: string,
  { parts = 8, ...more }: CaptureChanges = {},
): string => {
  objects.set('/tool', TOOL);
  const lines = Array.from({ length: parts }, (_, index) => ({ part: index + 1, url: urlOf(`/part-${index + 1}`) }));
  objects.set('/manifest', Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join('')));
  const variables = {
    NONCE: 'nonce-0001',
    MANIFEST_URL: urlOf('/manifest'),
    PART_SIZE: `${8 * MIB}`,
    TOOL_URL: urlOf('/tool'),
    TOOL_SHA256: createHash('sha256').update(TOOL).digest('hex'),
    EVIDENCE_DEVICE: '',
    EVIDENCE_MOUNT: '',
    ...more,
  };
  return [
    '#!/bin/bash',
    `# firebreak:${marker} v1`,
    ...Object.entries(variables).map(([key, value]) => `${key}='${value}'`),
  ].join('\n');
};

/** The JSON lines that a script printed. */
export const linesOf = (stdout = ''): readonly Record<string, unknown>[] =>
  stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
