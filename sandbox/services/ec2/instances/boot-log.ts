import { createHash } from 'node:crypto';
import type { Place } from '../../operation.js';
import { instanceType } from './instance-type-facts.js';
import { interfacesOf, type InstanceRecord } from '../records.js';

const stamp = (ms: number): string => `[${(ms / 1000).toFixed(6).padStart(12)}]`;

const linux = (place: Place, record: InstanceRecord): readonly string[] => {
  const { vcpus, memoryMiB } = instanceType(record.type);
  const primary = interfacesOf(place, record.id)[0];
  const ip = primary?.privateIps[0] ?? '127.0.0.1';
  const host = `ip-${ip.replaceAll('.', '-')}`;
  const key = createHash('sha256').update(record.id).digest('base64').replace(/=+$/, '');
  return [
    `${stamp(0)} Linux version 6.12.40-63.114.amzn2023.${record.architecture === 'arm64' ? 'aarch64' : 'x86_64'} (mockbuild@ip-10-0-32-14)`,
    `${stamp(0)} Command line: BOOT_IMAGE=(hd0,gpt1)/boot/vmlinuz root=UUID=${record.id.slice(2, 10)} ro console=tty0 console=ttyS0,115200n8`,
    `${stamp(2)} DMI: Amazon EC2 ${record.type}/, BIOS 1.0 10/16/2017`,
    `${stamp(14)} Memory: ${memoryMiB * 1024 - 81_920}K/${memoryMiB * 1024}K available`,
    `${stamp(31)} smp: Brought up 1 node, ${vcpus} CPUs`,
    ...record.devices.map(({ name }, at) => `${stamp(900 + at)} nvme nvme${at}: Amazon Elastic Block Store (${name})`),
    `${stamp(1_410)} ena 0000:00:05.0 ens5: renamed from eth0`,
    `${stamp(2_950)} systemd[1]: Hostname set to <${host}>.`,
    `cloud-init[1583]: Cloud-init v. 22.2.2 running 'init' at ${new Date(record.launchedAt).toUTCString()}. Up 6.18 seconds.`,
    `ci-info: |  ens5  | True | ${ip} | global | ${primary?.mac ?? ''} |`,
    ...(record.userData === undefined ? [] : ["cloud-init[1711]: running 'modules:final': user-data scripts"]),
    '-----BEGIN SSH HOST KEY FINGERPRINTS-----',
    `256 SHA256:${key} root@${host} (ED25519)`,
    '-----END SSH HOST KEY FINGERPRINTS-----',
    '',
    'Amazon Linux 2023',
    `Kernel 6.12 on an ${record.architecture === 'arm64' ? 'aarch64' : 'x86_64'} (-)`,
    '',
    `${host} login: `,
  ];
};

const windows = (place: Place, record: InstanceRecord): readonly string[] => {
  const at = new Date(record.launchedAt).toISOString().replace(/\.\d+/, '');
  const ip = interfacesOf(place, record.id)[0]?.privateIps[0] ?? '';
  return [
    `${at}: Windows sysprep configuration complete.`,
    `${at}: OS: Microsoft Windows NT 10.0.20348`,
    `${at}: OsProductName: Windows Server 2022 Datacenter`,
    `${at}: AMI Origin Version: 2026.11.12`,
    `${at}: EC2 Agent: Amazon EC2Launch v2.0.2107`,
    `${at}: Driver: AWS NVMe Driver v1.6.0`,
    `${at}: Driver: AWS ENA Network Adapter v2.9.0`,
    `${at}: Instance Type: ${record.type}; Instance ID: ${record.id}; Private IP: ${ip}`,
    `${at}: Message: Windows is Ready to use`,
    '',
  ];
};

/** What an instance of its platform writes to its console when it boots, with its own facts in it. */
export const bootLog = (place: Place, record: InstanceRecord): string =>
  (record.platform === 'windows' ? windows(place, record) : linux(place, record)).join('\r\n');
