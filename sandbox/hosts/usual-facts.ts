import type { HostFacts } from './facts.js';

const MIB = 2 ** 20;

const LINUX: HostFacts = {
  agent: { installed: true, version: '3.3.2299.0' },
  os: { id: 'amzn', name: 'Amazon Linux', version: '2023', kernel: '6.1.112-122.189.amzn2023' },
  memory: 32 * MIB,
  diskFree: 6_114 * MIB,
  lockdown: 'none',
  memorySource: true,
  users: [
    { name: 'root', id: 0, shell: '/bin/bash' },
    { name: 'ec2-user', id: 1000, shell: '/bin/bash' },
    { name: 'ssm-user', id: 1001, shell: '/bin/sh' },
  ],
  processes: [
    { pid: 1, user: 'root', command: '/usr/lib/systemd/systemd', cpu: 0, resident: 17_408_000 },
    { pid: 1532, user: 'root', command: '/usr/sbin/sshd -D', cpu: 0, resident: 9_216_000 },
    { pid: 1688, user: 'root', command: '/usr/bin/amazon-ssm-agent', cpu: 0.1, resident: 21_504_000 },
    { pid: 1701, user: 'nginx', command: 'nginx: worker process', cpu: 0.3, resident: 8_192_000 },
  ],
  connections: [
    { protocol: 'tcp', state: 'LISTEN', local: '0.0.0.0:22', remote: '0.0.0.0:*', pid: 1532 },
    { protocol: 'tcp', state: 'LISTEN', local: '0.0.0.0:80', remote: '0.0.0.0:*', pid: 1701 },
  ],
  files: [
    { path: '/etc/passwd', bytes: 1_482, owner: 'root' },
    { path: '/var/log/secure', bytes: 48_211, owner: 'root' },
  ],
  packages: [
    { name: 'amazon-ssm-agent', version: '3.3.2299.0', publisher: 'Amazon.com' },
    { name: 'nginx', version: '1.26.2', publisher: 'Amazon Linux' },
    { name: 'openssh-server', version: '8.7p1', publisher: 'Amazon Linux' },
  ],
  crashDumps: [],
  pagefile: 0,
};

const WINDOWS: HostFacts = {
  ...LINUX,
  os: { id: 'windows', name: 'Microsoft Windows Server 2022 Datacenter', version: '10.0.20348', kernel: '10.0.20348' },
  memory: 40 * MIB,
  diskFree: 11_870 * MIB,
  users: [
    { name: 'Administrator', id: 500, shell: '' },
    { name: 'ssm-user', id: 1001, shell: '' },
  ],
  processes: [
    { pid: 4, user: 'SYSTEM', command: 'System', cpu: 0.1, resident: 147_456 },
    { pid: 1204, user: 'SYSTEM', command: 'amazon-ssm-agent', cpu: 0.1, resident: 31_457_280 },
    { pid: 2260, user: 'SYSTEM', command: 'w3wp', cpu: 0.4, resident: 88_080_384 },
  ],
  connections: [
    { protocol: 'tcp', state: 'LISTEN', local: '0.0.0.0:3389', remote: '0.0.0.0:0', pid: 988 },
    { protocol: 'tcp', state: 'LISTEN', local: '0.0.0.0:80', remote: '0.0.0.0:0', pid: 4 },
  ],
  files: [{ path: 'C:\\inetpub\\wwwroot\\iisstart.htm', bytes: 703, owner: 'SYSTEM' }],
  packages: [
    { name: 'Amazon SSM Agent', version: '3.3.2299.0', publisher: 'Amazon Web Services' },
    { name: 'AWS PV Drivers', version: '8.5.0', publisher: 'Amazon Web Services' },
  ],
  crashDumps: [
    { path: 'C:\\Windows\\MEMORY.DMP', bytes: 24 * MIB },
    { path: 'C:\\Windows\\Minidump\\112226-4187-01.dmp', bytes: 256 * 1024 },
  ],
  pagefile: 48 * MIB,
};

/** What is in a host that nobody has shaped: a quiet web server of today, with SSM Agent as Amazon's images have it. */
export const usualFacts = (platform: 'linux' | 'windows'): HostFacts => (platform === 'windows' ? WINDOWS : LINUX);
