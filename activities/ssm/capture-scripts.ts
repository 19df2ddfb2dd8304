import type { Json } from '../../workflows/contract/json.js';
import { mostParts } from './capture-cut.js';
import { keysOf, markOf, type CaptureFacts, type Try } from './capture-facts.js';
import { linuxDump } from './linux-dump-script.js';
import { linuxSend } from './linux-send-script.js';
import { windowsDump } from './windows-dump-script.js';
import { windowsSend } from './windows-send-script.js';

/** What the scripts of a try are told, once it is known. */
type ToldBoth = { readonly partSize: number; readonly device: string };
type ToldToDump = ToldBoth & { readonly toolUrl: string };
type ToldToSend = ToldBoth & { readonly manifestUrl: string };

const devices = '/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_vol[0-9a-f]{8,17}|/dev/sd[f-p]';

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

// `PART_SIZE='…'` in a shell is `$PartSize = '…'` in PowerShell.
const assigned = ({ windows }: CaptureFacts, name: string): string =>
  windows
    ? `$${name.toLowerCase().replace(/(?:^|_)([a-z])/g, (_, first: string) => first.toUpperCase())} = `
    : `${name}=`;

const lines = (facts: CaptureFacts, number: Try) => {
  const literal = (name: string, value: string): string => `${assigned(facts, name)}'${value}'`;
  const open = (name: string, pattern: string, value: string | undefined): Json =>
    value === undefined ? { $like: `${escaped(`${assigned(facts, name)}'`)}(?:${pattern})'` } : literal(name, value);
  return {
    literal,
    address: (name: string, key: string, url: string | undefined): Json =>
      open(name, `${escaped(`${facts.base}${key}?`)}[A-Za-z0-9%&=._~()-]{1,900}`, url),
    both: (told: ToldBoth | undefined) => ({
      nonce: literal('NONCE', markOf(facts, number)),
      partSize: open('PART_SIZE', '[0-9]{7,10}', told?.partSize.toString()),
      device: open('EVIDENCE_DEVICE', devices, told?.device),
      mount: literal('EVIDENCE_MOUNT', `/run/${facts.nonce}`),
    }),
  };
};

/** The script of a try that dumps and hashes: with placeholders for the plan, or with what they stand for. */
export const dumpScript = (facts: CaptureFacts, number: Try, told?: ToldToDump): readonly Json[] => {
  const { literal, address, both } = lines(facts, number);
  return (facts.windows ? windowsDump : linuxDump)({
    ...both(told),
    mostParts: literal('MOST_PARTS', `${mostParts}`),
    toolUrl: address('TOOL_URL', facts.tool?.key ?? '', told?.toolUrl),
    toolSha256: literal('TOOL_SHA256', facts.tool?.sha256 ?? ''),
  });
};

/** The script of a try that sends its dump: with placeholders for the plan, or with what they stand for. */
export const sendScript = (facts: CaptureFacts, number: Try, told?: ToldToSend): readonly Json[] => {
  const { address, both } = lines(facts, number);
  return (facts.windows ? windowsSend : linuxSend)({
    ...both(told),
    manifestUrl: address('MANIFEST_URL', keysOf(facts, number).manifest, told?.manifestUrl),
  });
};
