import { collectDumps } from './collect-dumps.js';
import { dumpMemory } from './dump-memory.js';
import type { Player } from './play.js';
import { powershell } from './powershell.js';
import { probeMemory } from './probe-memory.js';
import type { Script } from './script.js';
import { sendDump } from './send-dump.js';
import { shell } from './shell.js';

const linux: Readonly<Record<string, Player>> = {
  'probe-memory': probeMemory,
  'dump-memory-avml': dumpMemory,
  'send-dump': sendDump,
};

const windows: Readonly<Record<string, Player>> = {
  'probe-memory': probeMemory,
  'dump-crashes-ec2rescue': collectDumps,
  'send-dump': sendDump,
};

/** Who plays a script on a platform: by its marker, else line by line as far as the commands are known. */
export const playerFor = (platform: 'linux' | 'windows', script: Script): Player => {
  const marked = platform === 'windows' ? windows : linux;
  const plain = platform === 'windows' ? powershell : shell;
  return script.marker !== undefined && Object.hasOwn(marked, script.marker) ? (marked[script.marker] ?? plain) : plain;
};
