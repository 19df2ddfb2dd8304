import { addressOf, hostnameOf } from './host.js';
import { lineByLine, type Known } from './line-by-line.js';
import type { Player } from './play.js';
import { rescueTool } from './rescue-tool.js';
import { lines, table } from './tables.js';

const MIB = 2 ** 20;

const known: readonly Known[] = [
  [/^\$ErrorActionPreference = '\w+'$/i, () => ({})],
  [/^exit(?: (\d{1,3}))?$/i, (_, [, code = '']) => ({ exit: Number(code || 0), ends: true })],
  [/^Start-Sleep (?:-Seconds )?(\d{1,6})$/i, (_, [, seconds]) => ({ afterMs: Number(seconds) * 1_000 })],
  [/^(?:echo|Write-Output) (?:"([^"$`]*)"|'([^']*)')$/i, (_, parts) => ({ out: `${parts.slice(1).join('')}\r\n` })],
  [
    /^Invoke-EC2Rescue -Command (\w+) -Parameters '([^']*)'$/,
    (scene, [, command = '', parameters = '']) => rescueTool(scene, command, parameters),
  ],
  [/^whoami$/i, () => ({ out: 'nt authority\\system\r\n' })],
  [/^(?:hostname|\$env:COMPUTERNAME)$/i, ({ place, host }) => ({ out: `${hostnameOf(place, host)}\r\n` })],
  [
    /^Get-Process$/i,
    ({ host: { facts } }) => ({
      out: table(
        ['Id', 'CPU', 'WS(M)', 'ProcessName'],
        facts.processes.map((one) => [one.pid, one.cpu.toFixed(1), Math.round(one.resident / MIB), one.command]),
      ),
    }),
  ],
  [
    /^Get-NetTCPConnection$/i,
    ({ host: { facts } }) => ({
      out: table(
        ['Local', 'Remote', 'State', 'OwningProcess'],
        facts.connections
          .filter((one) => one.protocol === 'tcp')
          .map((one) => [one.local, one.remote, one.state === 'ESTAB' ? 'Established' : 'Listen', one.pid]),
      ),
    }),
  ],
  [
    /^Get-LocalUser$/i,
    ({ host: { facts } }) => ({
      out: table(
        ['Name', 'Enabled'],
        facts.users.map((user) => [user.name, 'True']),
      ),
    }),
  ],
  [
    /^ipconfig$/i,
    ({ place, host }) => ({
      out: lines([`   IPv4 Address. . . . . . . . . . . : ${addressOf(place, host.instance.id)}`]),
    }),
  ],
  [
    /^\(?Get-CimInstance Win32_OperatingSystem\)?(?:\.Caption)?$/i,
    ({ host: { facts } }) => ({ out: lines([`${facts.os.name} ${facts.os.version}`]) }),
  ],
];

/** Plays a PowerShell script that says nothing of itself. A cmdlet it does not know is PowerShell's error: 1. */
export const powershell: Player = lineByLine(known, (line) => ({
  err: `${line.split(/\s/)[0] ?? ''} : The term is not recognized as the name of a cmdlet, function, script file, or operable program.\r\n`,
  exit: 1,
}));
