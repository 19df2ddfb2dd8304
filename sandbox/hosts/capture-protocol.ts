import type { PlayState, Scene, Step } from './play.js';

/*
 * How a capture script tells what it does, and what it is told. A script of this protocol is a real one: bash with curl,
 * sha256sum, openssl and flock on Linux, PowerShell on Windows. The hosts here play it from its variables.
 *
 * First line (second after `#!`): `# firebreak:capture-memory-avml v1` (Linux) or `# firebreak:ec2rescue-memory-dump v1`
 * (Windows). Variables, each assigned once in single quotes (`NAME='value'`, in PowerShell `$Name = 'value'`):
 *
 *   NONCE            [A-Za-z0-9-]{8,64}; a host carries out one capture per nonce (flock on a file of that name). A second
 *                    run waits for the first and prints its result again; one that was killed leaves none, so is run anew.
 *   MANIFEST_URL     presigned GET of JSON lines `{"part":1,"url":"https://…"}`, a presigned UploadPart each, from 1 on
 *   PART_SIZE        bytes of every part but the last (S3: at least 5 MiB)
 *   TOOL_URL         presigned GET of AVML, or of EC2Rescue's archive
 *   TOOL_SHA256      what it must hash to before it is run
 *   EVIDENCE_DEVICE  Linux: device of an attached volume to dump to, `/dev/sdf` or
 *                    `/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_vol0123…`; empty: the host's own disk
 *   EVIDENCE_MOUNT   Linux: where to mount it
 *
 * In order: lock, manifest, tool, device, dump, then every part: cut, hashed, PUT with `Content-MD5` (S3 takes it with a
 * presigned address although it is not signed, and wants it where Object Lock is on). curl tries a transient failure four
 * times in all. stdout is JSON lines:
 *
 *   {"part":1,"bytes":8388608,"sha256":"…","etag":"\"…\""}
 *   {"done":true,"bytes":33554432,"sha256":"…","tool":"avml 0.19.0"}      Windows adds "files":["C:\\Windows\\MEMORY.DMP"]
 *   {"error":"upload","detail":"…"}                                       instead of the last, with the exit code below
 */

/** How a capture that fails ends, by its `error`. */
const CAPTURE_EXITS = {
  variables: 10,
  manifest: 11,
  tool: 12,
  'tool-hash': 13,
  device: 14,
  space: 15,
  acquire: 16,
  parts: 17,
  upload: 18,
  'no-dumps': 19,
} as const;

/** Why a capture fails. */
export type CaptureError = keyof typeof CAPTURE_EXITS;

/** One line of JSON on stdout. */
export const jsonLine = (value: object): string => `${JSON.stringify(value)}\n`;

/** Ends a capture with its error; `err` is what the tool that failed says on stderr. */
export const failed = (error: CaptureError, detail: string, err = ''): Step => ({
  out: jsonLine({ error, detail }),
  ...(err && { err: `${err}\n` }),
  exit: CAPTURE_EXITS[error],
});

/** What a capture script is told. */
export type CaptureOrder = {
  readonly nonce: string;
  readonly manifestUrl: string;
  readonly partSize: number;
  readonly toolUrl: string;
  readonly toolSha256: string;
  readonly device: string;
  readonly mount: string;
};

/** Reads the variables; undefined when one is missing or is not what it must be. */
export const orderOf = ({ script }: Scene): CaptureOrder | undefined => {
  const order = {
    nonce: script.variable('NONCE') ?? '',
    manifestUrl: script.variable('MANIFEST_URL') ?? '',
    partSize: Number(script.variable('PART_SIZE')),
    toolUrl: script.variable('TOOL_URL') ?? '',
    toolSha256: script.variable('TOOL_SHA256') ?? '',
    device: script.variable('EVIDENCE_DEVICE') ?? '',
    mount: script.variable('EVIDENCE_MOUNT') ?? '',
  };
  const { nonce, manifestUrl, partSize, toolUrl, toolSha256, device, mount } = order;
  const whole = [manifestUrl, toolUrl].every((url) => /^https?:\/\//.test(url)) && /^[0-9a-f]{64}$/.test(toolSha256);
  const placed = device === '' || mount.startsWith('/');
  const sized = Number.isSafeInteger(partSize) && partSize > 0;
  return whole && placed && sized && /^[A-Za-z0-9-]{8,64}$/.test(nonce) ? order : undefined;
};

/** The addresses in a manifest, by position; undefined when it is not one. */
export const partUrls = (manifest: string): readonly string[] | undefined => {
  const urls: string[] = [];
  for (const text of manifest.split('\n').filter((line) => line.trim() !== '')) {
    const line = parsed(text);
    if (line['part'] !== urls.length + 1 || typeof line['url'] !== 'string') return undefined;
    urls.push(line['url']);
  }
  return urls.length > 0 ? urls : undefined;
};

const parsed = (text: string): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
};

/** The step after a successful one: in `phase`, with nothing tried yet. */
export const then = (state: PlayState, phase: string, afterMs: number, more: PlayState = {}, out = ''): Step => ({
  ...(out && { out }),
  afterMs,
  state: { ...state, ...more, phase, attempt: 0 },
});
