import { curl } from './curl.js';
import type { OutboundAnswer } from './outbound.js';
import type { PlayState, Scene, Step } from './play.js';

/*
 * How the scripts of a capture tell what they do, and what they are told. Scripts of this protocol are real ones: bash
 * with curl, sha256sum and flock on Linux, PowerShell on Windows. The hosts here play them from their variables.
 *
 * A capture is two scripts, one after the other: the first dumps and hashes, the second sends what was hashed. First line
 * (second after `#!`): `# firebreak:dump-memory-avml v1` (Linux) or `# firebreak:dump-crashes-ec2rescue v1` (Windows),
 * then `# firebreak:send-dump v1`. Variables, each assigned once in single quotes (`NAME='value'`, in PowerShell
 * `$Name = 'value'`):
 *
 *   NONCE            both: [A-Za-z0-9-]{8,64}; a host carries out each of the two once per nonce (flock on a file of that
 *                    name). A second run waits for the first and prints its result again; one that was killed leaves none,
 *                    so is run anew.
 *   PART_SIZE        both: bytes of every part but the last (S3: at least 5 MiB)
 *   EVIDENCE_DEVICE  both, Linux: device of an attached volume that the dump is on, `/dev/sdf` or
 *                    `/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_vol0123…`; empty: the host's own disk
 *   EVIDENCE_MOUNT   both, Linux: where to mount it; it is off again when either ends
 *   MOST_PARTS       dump: more parts than so many cannot be told of
 *   TOOL_URL         dump: presigned GET of AVML, or of EC2Rescue's archive
 *   TOOL_SHA256      dump: what it must hash to before it is run
 *   MANIFEST_URL     send: presigned GET of JSON lines `{"part":1,"sha256":"…","url":"https://…"}`, a presigned UploadPart
 *                    each, from 1 on; the SHA-256 in base64
 *
 * To dump, in order: lock, tool, device, dump, then every part is hashed. To send: lock, device, manifest, then every
 * part is cut again and PUT with `x-amz-checksum-sha256` as the manifest has it: the header is signed, and S3 takes no
 * other bytes with it. curl tries a transient failure four times in all. stdout is JSON lines:
 *
 *   {"part":1,"bytes":8388608,"sha256":"…"}                               dump; the SHA-256 in hexadecimal
 *   {"done":true,"bytes":33554432,"sha256":"…","tool":"avml 0.19.0"}      dump; Windows adds "files":["C:\\Windows\\MEMORY.DMP"]
 *   {"part":1}                                                            send
 *   {"done":true,"parts":4}                                               send
 *   {"error":"upload","detail":"…"}                                       instead of the last, with the exit code below
 */

/** How a script of a capture that fails ends, by its `error`. */
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
  dump: 20,
} as const;

/** Why a script of a capture fails. */
export type CaptureError = keyof typeof CAPTURE_EXITS;

/** One line of JSON on stdout. */
export const jsonLine = (value: object): string => `${JSON.stringify(value)}\n`;

/** Ends a script with its error; `err` is what the tool that failed says on stderr. */
export const failed = (error: CaptureError, detail: string, err = ''): Step => ({
  out: jsonLine({ error, detail }),
  ...(err && { err: `${err}\n` }),
  exit: CAPTURE_EXITS[error],
});

/** The step after a successful one: in `phase`, with nothing tried yet. */
export const then = (state: PlayState, phase: string, afterMs: number, more: PlayState = {}, out = ''): Step => ({
  ...(out && { out }),
  afterMs,
  state: { ...state, ...more, phase, attempt: 0 },
});

/** One try of a script to download something; when that is given up, it fails with `error`. */
export const download = (scene: Scene, state: PlayState, url: string, error: CaptureError): OutboundAnswer | Step =>
  curl(scene, state, { method: 'GET', url, headers: {} }, (message) =>
    failed(error, 'it cannot be downloaded', message),
  );
