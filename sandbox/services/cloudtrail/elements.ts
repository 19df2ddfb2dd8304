import type { Elements } from './event.js';
import { ec2List, ec2Name } from './ec2-elements.js';

const HIDDEN = 'HIDDEN_DUE_TO_SECURITY_REASONS';
const REMOVED_BY_EC2 = '<sensitiveDataRemoved>';

/** Members that no record has. */
const NEVER = new Set([
  'SecretAccessKey',
  'Password',
  'OldPassword',
  'NewPassword',
  'TokenCode',
  'AuthenticationCode1',
  'AuthenticationCode2',
  'SAMLAssertion',
  'WebIdentityToken',
  'PrivateKey',
  'Body',
]);

/** Members that are named, their value hidden: by name, or by operation and name. */
const hidden = new Set([
  'SessionToken',
  'SecretString',
  'MasterUserPassword',
  'PutParameter.Value',
  'SendCommand.Parameters',
]);

/** Maps: their keys are the caller's, so they keep their spelling. */
const MAPS = new Set([
  'Criterion',
  'EncryptionContext',
  'Metadata',
  'Parameters',
  'ProductFields',
  'UserDefinedFields',
  'SourceMap',
]);

/** The most that CloudTrail keeps of the parameters or the answer ("CloudTrail record contents"): 100 KB. */
const MOST = 100 * 1024;

/** What of `value` stands in a record: nothing secret, no bytes, names as CloudTrail spells them; null for nothing. */
export const elementsOf = (service: string, operation: string, value: unknown): Elements => {
  if (typeof value !== 'object' || value === null) return null;
  const elements = record({ service, operation }, value);
  if (Object.keys(elements).length === 0) return null;
  const size = JSON.stringify(elements).length;
  return size <= MOST ? elements : { omitted: true, originalSize: size, reason: 'EVENT_SIZE' };
};

type From = { readonly service: string; readonly operation: string };

const record = (from: From, value: object): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(value).flatMap(([name, part]) => {
      if (part === undefined || NEVER.has(name)) return [];
      const shown = member(from, name, part);
      return shown === undefined ? [] : [[spelled(from, name), shown]];
    }),
  );

const member = (from: From, name: string, value: unknown): unknown => {
  if (hidden.has(name) || hidden.has(`${from.operation}.${name}`)) return HIDDEN;
  if (from.service === 'ec2' && (name === 'UserData' || name === 'KeyMaterial')) return REMOVED_BY_EC2;
  if (MAPS.has(name)) return plain(value);
  return shown(from, value, name);
};

const shown = (from: From, value: unknown, name: string): unknown => {
  if (value instanceof Date) return time(from.service, value);
  if (Array.isArray(value)) {
    const list = value.map((each) => shown(from, each, name));
    return from.service === 'ec2' ? ec2List(name, list) : list;
  }
  if (typeof value !== 'object' || value === null) return value;
  return isRecord(value) ? record(from, value) : undefined;
};

const plain = (value: unknown): unknown => (ArrayBuffer.isView(value) ? undefined : value);

const isRecord = (value: object): boolean => [Object.prototype, null].includes(Object.getPrototypeOf(value));

const spelled = ({ service }: From, name: string): string => {
  if (service === 'ec2') return ec2Name(name);
  if (service === 's3' && name === 'Bucket') return 'bucketName';
  return name.charAt(0).toLowerCase() + name.slice(1);
};

/** EC2 writes milliseconds, the others what Java prints: `Nov 22, 2026, 10:05:00 AM`. */
const time = (service: string, value: Date): unknown =>
  service === 'ec2'
    ? value.getTime()
    : value
        .toLocaleString('en-US', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' })
        .replace('\u202f', ' ');
