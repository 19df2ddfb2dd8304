import type { Scene } from './play.js';

/** What both scripts of a capture are told. */
export type CaptureOrder = {
  readonly nonce: string;
  readonly partSize: number;
  readonly device: string;
  readonly mount: string;
};
export type DumpOrder = CaptureOrder & {
  readonly mostParts: number;
  readonly toolUrl: string;
  readonly toolSha256: string;
};
export type SendOrder = CaptureOrder & { readonly manifestUrl: string };

/** A part as a manifest has it: where it goes, and its SHA-256 in base64. */
export type ManifestPart = { readonly url: string; readonly sha256: string };

const isUrl = (text: string): boolean => /^https?:\/\//.test(text);
const isCount = (count: number): boolean => Number.isSafeInteger(count) && count > 0;

const orderOf = ({ script }: Scene): CaptureOrder | undefined => {
  const nonce = script.variable('NONCE') ?? '';
  const partSize = Number(script.variable('PART_SIZE'));
  const device = script.variable('EVIDENCE_DEVICE') ?? '';
  const mount = script.variable('EVIDENCE_MOUNT') ?? '';
  const placed = device === '' || mount.startsWith('/');
  const whole = placed && isCount(partSize) && /^[A-Za-z0-9-]{8,64}$/.test(nonce);
  return whole ? { nonce, partSize, device, mount } : undefined;
};

/** Reads the variables of a script that dumps; undefined when one is missing or is not what it must be. */
export const dumpOrder = (scene: Scene): DumpOrder | undefined => {
  const order = orderOf(scene);
  const mostParts = Number(scene.script.variable('MOST_PARTS'));
  const toolUrl = scene.script.variable('TOOL_URL') ?? '';
  const toolSha256 = scene.script.variable('TOOL_SHA256') ?? '';
  const whole = isCount(mostParts) && isUrl(toolUrl) && /^[0-9a-f]{64}$/.test(toolSha256);
  return order && whole ? { ...order, mostParts, toolUrl, toolSha256 } : undefined;
};

/** Reads the variables of a script that sends; undefined when one is missing or is not what it must be. */
export const sendOrder = (scene: Scene): SendOrder | undefined => {
  const order = orderOf(scene);
  const manifestUrl = scene.script.variable('MANIFEST_URL') ?? '';
  return order && isUrl(manifestUrl) ? { ...order, manifestUrl } : undefined;
};

/** The parts of a manifest, by position; undefined when it is not one. */
export const partsOf = (manifest: string): readonly ManifestPart[] | undefined => {
  const parts: ManifestPart[] = [];
  for (const text of manifest.split('\n').filter((line) => line.trim() !== '')) {
    const { part, url, sha256 } = parsed(text);
    if (part !== parts.length + 1 || typeof url !== 'string' || typeof sha256 !== 'string') return undefined;
    parts.push({ url, sha256 });
  }
  return parts.length > 0 ? parts : undefined;
};

const parsed = (text: string): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
};
