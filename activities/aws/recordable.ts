import type { Json } from '../../workflows/contract/json.js';

const longest = 4_096;
const secret = /^(SecretAccessKey|SessionToken|Password|PrivateKey|UserData)$/;

// Whoever has a presigned address may do what it says while it is valid. What is left tells who signed it, and when.
const presigned = /(X-Amz-(?:Signature|Security-Token)=)[^&'"\s]+/gi;

/** A text without what makes the presigned addresses in it work. */
export const withoutSignatures = (text: string): string => text.replace(presigned, '$1(not-recorded)');

const bounded = (text: string): string => (text.length > longest ? `${text.slice(0, longest)}…` : text);

/**
 * An AWS input or output as it may stand in the ledger: plain JSON, without response metadata and secrets,
 * every string bounded, dates as RFC 3339.
 */
export const recordable = (value: unknown): Json => {
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return value;
  if (typeof value === 'string') return bounded(withoutSignatures(value));
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return `${value.byteLength} bytes`;
  if (Array.isArray(value)) return value.slice(0, 10_000).map(recordable);
  if (typeof value !== 'object') return null;
  if ('pipe' in value && typeof value.pipe === 'function') return '(a stream)';
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, field]) => name !== '$metadata' && field !== undefined)
      .map(([name, field]) => [name, secret.test(name) ? '(not recorded)' : recordable(field)]),
  );
};

const naming = [
  'NetworkInterfaceId',
  'InstanceId',
  'GroupId',
  'VpcId',
  'SnapshotId',
  'GroupName',
  'AccessKeyId',
  'UserName',
  'RoleName',
  'CommandId',
  'VolumeId',
  'LoadBalancerName',
  'Key',
  'RoleArn',
  'TargetGroupArn',
  'Bucket',
] as const;

/** Of many ids, this many say what it is about. The input itself is on record with all of them. */
const mostNamed = 5;

/** The one resource that an input is about, for people: the most specific id in it. */
export const targetOf = (input: object): string => {
  const fields = input as Record<string, unknown>;
  for (const name of naming) if (typeof fields[name] === 'string') return fields[name];
  const first = Object.entries(fields).find(([name, value]) => name.endsWith('Ids') && Array.isArray(value));
  if (first) return (first[1] as unknown[]).slice(0, mostNamed).join(',');
  const nested = fields['InstanceSpecification'] as { readonly InstanceId?: string } | undefined;
  if (nested?.InstanceId) return nested.InstanceId;
  const filters = fields['Filters'] as
    | readonly {
        readonly Name?: string;
        readonly Values?: readonly string[];
        readonly key?: string;
        readonly value?: string;
      }[]
    | undefined;
  // Systems Manager spells them in its own way.
  return (
    filters
      ?.map(({ Name, Values, key, value }) => `${Name ?? key}=${Values?.slice(0, mostNamed).join(',') ?? value}`)
      .join(' ') ?? '*'
  );
};
