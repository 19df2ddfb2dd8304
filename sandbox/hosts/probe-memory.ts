import { jsonLine } from './capture-protocol.js';
import { volumeAt } from './devices.js';
import type { Host } from './host.js';
import type { Player } from './play.js';

/**
 * Plays `# firebreak:probe-memory v1`, in bash and in PowerShell: one JSON line of what decides how memory can be taken.
 * Variables: EVIDENCE_DEVICE (optional): whether the host sees it. Linux: `os`, `kernel`, `arch` (`uname -m`),
 * `memoryBytes` (/proc/meminfo), `diskFreeBytes` (of /var/tmp), `lockdown` (/sys/kernel/security/lockdown), `source`
 * (whether /dev/crash, /proc/kcore or /dev/mem is there), `device`. Windows: `os`, `build`, `arch`, `memoryBytes`,
 * `diskFreeBytes`, `pagefileBytes`, `dumps` (MEMORY.DMP and minidumps, with their sizes).
 */
export const probeMemory: Player = ({ place, host, script }) => {
  const device = script.variable('EVIDENCE_DEVICE') ?? '';
  const seen = device !== '' && volumeAt(place, host, device) !== undefined;
  return { out: jsonLine(host.instance.platform === 'windows' ? onWindows(host) : onLinux(host, seen)), exit: 0 };
};

const onLinux = ({ instance, facts }: Host, device: boolean): object => ({
  os: `${facts.os.name} ${facts.os.version}`,
  kernel: facts.os.kernel,
  arch: instance.architecture === 'arm64' ? 'aarch64' : 'x86_64',
  memoryBytes: facts.memory,
  diskFreeBytes: facts.diskFree,
  lockdown: facts.lockdown,
  source: facts.memorySource,
  device,
});

const onWindows = ({ facts }: Host): object => ({
  os: facts.os.name,
  build: facts.os.version,
  arch: 'AMD64',
  memoryBytes: facts.memory,
  diskFreeBytes: facts.diskFree,
  pagefileBytes: facts.pagefile,
  dumps: facts.crashDumps,
});
