import type { Json } from '../../workflows/contract/json.js';

const longest = 4_096;
const secret = /^(SecretAccessKey|SessionToken|Password|PrivateKey|UserData)$/;

/**
 * An AWS input or output as it may stand in the ledger: plain JSON, without response metadata and secrets,
 * every string bounded, dates as RFC 3339.
 */
export const recordable = (value: unknown): Json => {
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return value;
  if (typeof value === 'string') return value.length > longest ? `${value.slice(0, longest)}…` : value;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return `${value.byteLength} bytes`;
  if (Array.isArray(value)) return value.slice(0, 1_000).map(recordable);
  if (typeof value !== 'object') return null;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, field]) => name !== '$metadata' && field !== undefined)
      .map(([name, field]) => [name, secret.test(name) ? '(not recorded)' : recordable(field)]),
  );
};

const naming = ['NetworkInterfaceId', 'InstanceId', 'GroupId', 'VpcId', 'SnapshotId', 'GroupName'] as const;

/** The one resource that an input is about, for people: the most specific id in it. */
export const targetOf = (input: object): string => {
  const fields = input as Record<string, unknown>;
  for (const name of naming) if (typeof fields[name] === 'string') return fields[name];
  const first = Object.entries(fields).find(([name, value]) => name.endsWith('Ids') && Array.isArray(value));
  if (first) return (first[1] as unknown[]).slice(0, 5).join(',');
  const nested = fields['InstanceSpecification'] as { readonly InstanceId?: string } | undefined;
  if (nested?.InstanceId) return nested.InstanceId;
  const filters = fields['Filters'] as
    readonly { readonly Name?: string; readonly Values?: readonly string[] }[] | undefined;
  return filters?.map((filter) => `${filter.Name}=${filter.Values?.join(',')}`).join(' ') ?? '*';
};
