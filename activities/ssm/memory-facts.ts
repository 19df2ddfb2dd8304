import { z } from 'zod';
import type { VaultSettings } from '../aws/vault.js';

const text = z.string().max(200);
const size = z
  .int()
  .min(0)
  .max(2 ** 50);

/** What a Linux host says of itself; everything in it is the suspect's word. */
export const linuxFacts = z.object({
  os: text,
  kernel: text,
  arch: text,
  memoryBytes: size,
  diskFreeBytes: size,
  lockdown: text,
  source: z.boolean(),
  /** Programs that the capture needs and the host has not. */
  missing: z.array(text).max(20).default([]),
});

/** What a Windows host says of itself. */
export const windowsFacts = z.object({
  os: text,
  build: text,
  arch: text,
  memoryBytes: size,
  diskFreeBytes: size,
  pagefileBytes: size,
  dumps: z.array(z.object({ path: z.string().max(500), bytes: size })).max(1_000),
});

/** One way to get at memory: whether it is taken, or why it is not. */
export const rung = z.strictObject({
  name: z.enum(['avml', 'lime', 'ec2rescue-dumps', 'live-ram', 'diagnostic-interrupt']),
  possible: z.boolean(),
  reason: z.string(),
});
export type Rung = z.infer<typeof rung>;

/** What a probe found out: whether the host can be reached, what it is like, and which way is possible. */
export const probe = z.strictObject({
  reachable: z.boolean(),
  windows: z.boolean(),
  facts: z.union([linuxFacts, windowsFacts]).nullable(),
  rungs: z.array(rung),
});
export type Probe = z.infer<typeof probe>;

const no = (name: Rung['name'], reason: string): Rung => ({ name, possible: false, reason });
const yes = (name: Rung['name'], reason: string): Rung => ({ name, possible: true, reason });

const interrupt = no(
  'diagnostic-interrupt',
  'SendDiagnosticInterrupt panics the host: its memory survives only where a crash kernel, or a complete dump and a pagefile, was set up before. It needs a decision of its own, and is not offered here',
);

type Tools = VaultSettings['tools'];

/** The ways on Linux, the best first. AVML: README of github.com/microsoft/avml, what it reads and where it runs. */
export const linuxRungs = (facts: z.infer<typeof linuxFacts>, tools: Tools): readonly Rung[] => {
  const against =
    facts.arch !== 'x86_64'
      ? `AVML is built for x86_64, this host is ${facts.arch}`
      : facts.lockdown !== 'none'
        ? `the kernel is locked down (${facts.lockdown}): nothing in user space can read memory`
        : !facts.source
          ? 'there is none of /dev/crash, /proc/kcore, /dev/mem to read from'
          : facts.missing.length > 0
            ? `the host has no ${facts.missing.join(', ')}`
            : !tools.avml
              ? 'no AVML is configured: put it into the vault and name its key, SHA-256 and version as vault.tools.avml'
              : null;
  return [
    against ? no('avml', against) : yes('avml', `AVML ${tools.avml?.version} reads all memory to an evidence volume`),
    no(
      'lime',
      `LiME needs a module built for kernel ${facts.kernel}, off the host, beforehand; it is not offered here`,
    ),
    interrupt,
  ];
};

/** The ways on Windows, the best first. EC2Rescue takes no memory: it collects what earlier crashes left. */
export const windowsRungs = (facts: z.infer<typeof windowsFacts>, tools: Tools): readonly Rung[] => {
  const bytes = facts.dumps.reduce((sum, one) => sum + one.bytes, 0);
  const against =
    facts.dumps.length === 0
      ? 'there is no MEMORY.DMP and no minidump: EC2Rescue collects dumps of earlier crashes, it takes no memory'
      : facts.diskFreeBytes < bytes
        ? `the archive may need ${bytes} bytes, and the disk has ${facts.diskFreeBytes} free`
        : !tools.ec2rescue
          ? 'no EC2Rescue is configured: put its archive into the vault and name it as vault.tools.ec2rescue'
          : null;
  return [
    no('live-ram', 'no acquisition tool for live memory, pinned by its hash, is configured'),
    against
      ? no('ec2rescue-dumps', against)
      : yes(
          'ec2rescue-dumps',
          `${facts.dumps.length} dump(s) of earlier crashes, ${bytes} bytes; not the memory of now`,
        ),
    interrupt,
  ];
};

/** A rung in a sentence. */
export const sayRung = ({ name, possible, reason }: Rung): string =>
  `${name}: ${possible ? 'possible' : 'not taken'}: ${reason}`;
