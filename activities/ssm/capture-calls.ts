import { z } from 'zod';
import type { Json, JsonObject } from '../../workflows/contract/json.js';
import type { PlannedCall } from '../../workflows/contract/plan.js';
import type { Vault } from '../aws/vault.js';
import { uploadCalls } from '../s3/upload-calls.js';
import { linuxCapture } from './linux-capture-script.js';
import { cancelCall, commandCall, pinnedDocument } from './run-command.js';
import { windowsCapture } from './windows-capture-script.js';

/** How often a capture is tried before a person has to start another run. Each try is planned, and signed. */
export const tries = [1, 2] as const;
export type Try = (typeof tries)[number];

/** How long a script may take: its addresses are good for an hour. */
export const seconds = { delivery: 120, execution: 3_600 };

/** What a capture is planned with; the same whenever it is planned, for the same host and configuration. */
export const captureFacts = z.strictObject({
  nonce: z.string(),
  windows: z.boolean(),
  zone: z.string(),
  nitro: z.boolean(),
  document: pinnedDocument,
  tool: z.strictObject({ key: z.string(), sha256: z.string(), version: z.string() }).nullable(),
  /** Where the vault's objects are: what every address begins with. */
  base: z.string(),
});
export type CaptureFacts = z.infer<typeof captureFacts>;

/** The mark of a try: a host carries out one capture for each. */
export const markOf = ({ nonce }: CaptureFacts, number: Try): string => `${nonce}-${number}`;

/** The objects of a try. Their names mean nothing to whoever reads them on the host. */
export const keysOf = (
  facts: Pick<CaptureFacts, 'nonce'>,
  number: Try,
): { readonly image: string; readonly manifest: string } => ({
  image: `${facts.nonce}/${number}/image`,
  manifest: `${facts.nonce}/${number}/parts`,
});

/** What a script is told, once it is known. */
export type Told = {
  readonly manifestUrl: string;
  readonly toolUrl: string;
  readonly partSize: number;
  readonly device: string;
};

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/** The script of a try: with placeholders for the plan, or with what they stand for. */
export const scriptOf = (facts: CaptureFacts, number: Try, told?: Told): readonly Json[] => {
  const { windows, tool, base, nonce } = facts;
  const name = (shell: string, power: string): string => (windows ? `$${power} = ` : `${shell}=`);
  const line = (shell: string, power: string, value: string): string => `${name(shell, power)}'${value}'`;
  const address = (shell: string, power: string, key: string, url?: string): Json =>
    url === undefined
      ? { $like: `${escaped(`${name(shell, power)}'${base}${key}?`)}[A-Za-z0-9%&=._~()-]{1,900}'` }
      : line(shell, power, url);
  const open = (shell: string, power: string, pattern: string, value: string | undefined): Json =>
    value === undefined ? { $like: `${escaped(`${name(shell, power)}'`)}(?:${pattern})'` } : line(shell, power, value);
  return (windows ? windowsCapture : linuxCapture)({
    nonce: line('NONCE', 'Nonce', markOf(facts, number)),
    manifestUrl: address('MANIFEST_URL', 'ManifestUrl', keysOf(facts, number).manifest, told?.manifestUrl),
    partSize: open('PART_SIZE', 'PartSize', '[0-9]{7,10}', told?.partSize.toString()),
    toolUrl: address('TOOL_URL', 'ToolUrl', tool?.key ?? '', told?.toolUrl),
    toolSha256: line('TOOL_SHA256', 'ToolSha256', tool?.sha256 ?? ''),
    device: open('EVIDENCE_DEVICE', 'EvidenceDevice', devices, told?.device),
    mount: line('EVIDENCE_MOUNT', 'EvidenceMount', `/run/${nonce}`),
  });
};

const devices = '/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_vol[0-9a-f]{8,17}|/dev/sd[f-p]';

/** The calls of all tries: an upload, the script, and how either is ended. */
export const tryCalls = (vault: Vault, instanceId: string, facts: CaptureFacts): readonly PlannedCall[] =>
  tries.flatMap((number) => [
    ...uploadCalls(vault, number, keysOf(facts, number)),
    commandCall(`send/${number}`, instanceId, facts.document, markOf(facts, number), scriptOf(facts, number), seconds),
    cancelCall(`cancel/${number}`, instanceId, `send/${number}`),
  ]);

/** What fills the placeholders of `send/<number>`. */
export const scriptValues = (facts: CaptureFacts, number: Try, told: Told): JsonObject => ({
  Parameters: { commands: [...scriptOf(facts, number, told)], executionTimeout: [`${seconds.execution}`] },
});
