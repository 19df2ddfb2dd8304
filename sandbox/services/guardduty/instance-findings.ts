import type { Resource } from '@aws-sdk/client-guardduty';
import { activity, connection, dnsRequest } from './activity.js';
import type { NewFinding } from './records.js';

// Types, severities and meanings: "GuardDuty EC2 finding types" (Amazon GuardDuty User Guide). 8 is High, 5 Medium, 2 Low.

/** Makes a finding about an instance (`instanceSubject`). `ip` is whom it talked to. */
export type InstanceFinding = (instance: Resource, ip?: string) => NewFinding;

const C2 = '198.51.100.23';
const LIST = 'ProofPoint';
const idOf = (resource: Resource): string => resource.InstanceDetails?.InstanceId ?? '';

/** CryptoCurrency:EC2/BitcoinTool.B!DNS */
export const bitcoinTool: InstanceFinding = (instance) => ({
  Type: 'CryptoCurrency:EC2/BitcoinTool.B!DNS',
  Severity: 8,
  Title: 'Bitcoin-related domain name queried by EC2 instance.',
  Description: `EC2 instance ${idOf(instance)} is querying a domain name that is associated with Bitcoin-related activity.`,
  Resource: instance,
  Service: activity('ACTOR', dnsRequest('pool.miner.example.com'), LIST),
});

/** Backdoor:EC2/C&CActivity.B!DNS */
export const commandAndControl: InstanceFinding = (instance) => ({
  Type: 'Backdoor:EC2/C&CActivity.B!DNS',
  Severity: 8,
  Title: 'Command and Control server domain name queried by EC2 instance.',
  Description: `EC2 instance ${idOf(instance)} is querying a domain name associated with a known Command & Control server.`,
  Resource: instance,
  Service: activity('ACTOR', dnsRequest('c2.bad.example.net'), LIST),
});

/** UnauthorizedAccess:EC2/SSHBruteForce, with the instance as its target. */
export const sshBruteForce: InstanceFinding = (instance, ip = C2) => ({
  Type: 'UnauthorizedAccess:EC2/SSHBruteForce',
  Severity: 2,
  Title: `${ip} is performing SSH brute force attacks against ${idOf(instance)}.`,
  Description: `${ip} is performing SSH brute force attacks against ${idOf(instance)}. Brute force attacks are used to gain unauthorized access to your instance by guessing the SSH password.`,
  Resource: instance,
  Service: activity('TARGET', connection('INBOUND', { port: 22, name: 'SSH' }, ip, 40211)),
});

/** Impact:EC2/PortSweep */
export const portSweep: InstanceFinding = (instance, ip = C2) => ({
  Type: 'Impact:EC2/PortSweep',
  Severity: 8,
  Title: `EC2 instance ${idOf(instance)} is performing outbound port sweeps.`,
  Description: `EC2 instance ${idOf(instance)} is probing a port on a large number of publicly routable IP addresses.`,
  Resource: instance,
  Service: activity('ACTOR', connection('OUTBOUND', { port: 51234, name: 'Unknown' }, ip, 445)),
});

/** Impact:EC2/BitcoinDomainRequest.Reputation */
export const bitcoinDomain: InstanceFinding = (instance) => ({
  Type: 'Impact:EC2/BitcoinDomainRequest.Reputation',
  Severity: 8,
  Title: 'EC2 instance is querying a low reputation domain name associated with cryptocurrency-related activity.',
  Description: `EC2 instance ${idOf(instance)} is querying a low reputation domain name that is associated with cryptocurrency-related activity.`,
  Resource: instance,
  Service: activity('ACTOR', dnsRequest('coins.low.example.org')),
});
