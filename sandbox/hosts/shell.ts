import { addressOf, bootedAt, hostnameOf } from './host.js';
import { lineByLine, type Known, type Said } from './line-by-line.js';
import type { Player, Scene } from './play.js';
import { dumpsIn } from './run-records.js';
import { lines, table } from './tables.js';

const MIB = 2 ** 20;

const machine = ({ host }: Scene): string => (host.instance.architecture === 'arm64' ? 'aarch64' : 'x86_64');

const release = (scene: Scene): string => `${scene.host.facts.os.kernel}.${machine(scene)}`;

const days = (ms: number): string => `${Math.floor(ms / 86_400_000)} days`;

const known: readonly Known[] = [
  [/^set [-+][a-zA-Z ]+$/, () => ({})],
  [/^exit(?: (\d{1,3}))?$/, (_, [, code = '']) => ({ exit: Number(code || 0), ends: true })],
  [/^sleep (\d{1,6})s?$/, (_, [, seconds]) => ({ afterMs: Number(seconds) * 1_000 })],
  [/^echo (?:-n )?(?:"([^"$`]*)"|'([^']*)'|([^"'$`|<>;&]*))$/, (_, parts) => ({ out: `${parts.slice(1).join('')}\n` })],
  [/^true$/, () => ({})],
  [/^false$/, () => ({ exit: 1 })],
  [/^whoami$/, () => ({ out: 'root\n' })],
  [/^id$/, () => ({ out: 'uid=0(root) gid=0(root) groups=0(root)\n' })],
  [/^hostname(?: -f)?$/, ({ place, host }) => ({ out: `${hostnameOf(place, host)}\n` })],
  [/^hostname -I$/, ({ place, host }) => ({ out: `${addressOf(place, host.instance.id)} \n` })],
  [/^uname$/, () => ({ out: 'Linux\n' })],
  [/^uname -r$/, (scene) => ({ out: `${release(scene)}\n` })],
  [/^uname -m$/, (scene) => ({ out: `${machine(scene)}\n` })],
  [
    /^uname -a$/,
    (scene) => ({
      out: `Linux ${hostnameOf(scene.place, scene.host)} ${release(scene)} #1 SMP ${machine(scene)} GNU/Linux\n`,
    }),
  ],
  [
    /^cat \/etc\/os-release$/,
    ({ host: { facts } }) => ({
      out: lines([
        `NAME="${facts.os.name}"`,
        `VERSION="${facts.os.version}"`,
        `ID="${facts.os.id}"`,
        `VERSION_ID="${facts.os.version}"`,
        `PRETTY_NAME="${facts.os.name} ${facts.os.version}"`,
      ]),
    }),
  ],
  [
    /^cat \/sys\/kernel\/security\/lockdown$/,
    ({ host: { facts } }) => ({
      out: lines([
        ['none', 'integrity', 'confidentiality']
          .map((mode) => (mode === facts.lockdown ? `[${mode}]` : mode))
          .join(' '),
      ]),
    }),
  ],
  [
    /^ps (?:aux|-ef|-aux)$/,
    ({ host: { facts } }) => ({
      out: table(
        ['USER', 'PID', '%CPU', 'RSS', 'COMMAND'],
        facts.processes.map((one) => [
          one.user,
          one.pid,
          one.cpu.toFixed(1),
          Math.round(one.resident / 1024),
          one.command,
        ]),
      ),
    }),
  ],
  [
    /^(?:ss|netstat) -(?:tunap|tulpn|tunlp|antup|anp)$/,
    ({ host: { facts } }) => ({
      out: table(
        ['Netid', 'State', 'Local Address:Port', 'Peer Address:Port', 'Process'],
        facts.connections.map((one) => [one.protocol, one.state, one.local, one.remote, `pid=${one.pid}`]),
      ),
    }),
  ],
  [
    /^df -h(?: \/)?$/,
    ({ host: { facts } }) => ({
      out: table(
        ['Filesystem', 'Size', 'Used', 'Avail', 'Use%', 'Mounted on'],
        [
          [
            '/dev/nvme0n1p1',
            '8.0G',
            `${(8 - facts.diskFree / 1024 / MIB).toFixed(1)}G`,
            gib(facts.diskFree),
            '25%',
            '/',
          ],
        ],
      ),
    }),
  ],
  [
    /^free -m$/,
    ({ host: { facts } }) => ({
      out: table(
        ['', 'total', 'used', 'free'],
        [
          [
            'Mem:',
            Math.round(facts.memory / MIB),
            Math.round(facts.memory / MIB / 2),
            Math.round(facts.memory / MIB / 2),
          ],
        ],
      ),
    }),
  ],
  [
    /^uptime$/,
    ({ place, host }) => {
      const now = place.world.clock.now();
      const up = days(now - (bootedAt(place, host.instance) ?? now));
      return {
        out: ` ${new Date(now).toISOString().slice(11, 19)} up ${up}, 0 users, load average: 0.08, 0.03, 0.01\n`,
      };
    },
  ],
  [/^date(?: -u)?$/, ({ place }) => ({ out: `${new Date(place.world.clock.now()).toUTCString()}\n` })],
  [/^cat \/etc\/passwd$/, ({ host: { facts } }) => ({ out: lines(facts.users.map(passwd)) })],
  [
    /^ls(?: -[la]+)? (\/[\w./-]*)$/,
    ({ host: { facts } }, [, path = '']) => {
      const folder = path.endsWith('/') ? path : `${path}/`;
      const found = facts.files.filter((file) => file.path === path || file.path.startsWith(folder));
      if (found.length > 0) return { out: lines(found.map((file) => `${file.owner} ${file.bytes} ${file.path}`)) };
      return { err: `ls: cannot access '${path}': No such file or directory\n`, exit: 2 };
    },
  ],
  // Who overwrites a dump has root, and finds it wherever its disk is.
  [/^shred (\/[\w./-]*)$/, (scene, [, path = '']) => shred(scene, path)],
];

const shred = ({ place, host }: Scene, path: string): Said => {
  const dumps = dumpsIn(place);
  const [id] = dumps.entries().find(([, one]) => one.instanceId === host.instance.id && one.path === path) ?? [];
  if (id === undefined)
    return { err: `shred: ${path}: failed to open for writing: No such file or directory\n`, exit: 1 };
  dumps.update(id, (one) => ({ ...one, altered: true }));
  return {};
};

const gib = (bytes: number): string => `${(bytes / 1024 / MIB).toFixed(1)}G`;

const passwd = ({ name, id, shell: login }: { name: string; id: number; shell: string }): string =>
  `${name}:x:${id}:${id}::${id === 0 ? '/root' : `/home/${name}`}:${login}`;

/** Plays a shell script that says nothing of itself. What it does not know ends as bash's unknown commands do: 127. */
export const shell: Player = lineByLine(known, (line, number) => ({
  err: `/var/lib/amazon/ssm/_script.sh: line ${number}: ${line.split(/\s/)[0] ?? ''}: command not found\n`,
  exit: 127,
}));
