import { sha256 } from '../../ledger/canonical.js';
import type { Json } from '../../workflows/contract/json.js';

const longest = 4_096;
/** IAM's longest policy, with every character encoded, is shorter ("IAM and AWS STS quotas"). */
const longestAnswered = 65_536;

// The members that AWS's service models mark as sensitive and that are secrets, and a few that they do not mark.
const secret = new RegExp(
  `^(?:${[
    '(?:Raw)?SecretAccessKey|SessionToken|SharedSecret|ClientSecret|ServiceCredentialSecret|Secret(?:String|Binary)',
    '(?:Old|New|Service|KeyStore)?Password|PasswordData|PreSharedKey|Base32StringSeed|QRCodePNG',
    '(?:Add)?PrivateKey|PrivateKeyPlaintext|KeyMaterial|Plaintext|(?:CopySource)?SSECustomerKey',
    'SAMLAssertion|WebIdentityToken|TradeInToken|TokenValue|TokenCode|AuthenticationCode[12]|MacCredentials',
    '(?:LaunchTemplateSpecification)?UserData|UefiData|CustomerGatewayConfiguration',
    'VpnConnectionDeviceSampleConfiguration|PresignedUrl|ImportManifestUrl|StreamUrl|UploadPolicy(?:Signature)?',
  ].join('|')})$`,
  'i',
);

const notRecorded = '(not-recorded)';

// Whoever has a presigned address may do what it says while it is valid. What is left tells who signed it, and when.
const presigned = /((?:X-Amz-(?:Signature|Security-Token)|(?<=[?&])Signature)=)[^&'"\s\\<>]+/gi;
// How session tokens of AWS STS begin. AWS promises no form: this finds what is in use, wherever it stands.
const sessionToken = /\b(?:IQoJb3JpZ2lu|F[wQ]oGZXIvYXdz)[\w+/=-]{40,}/g;
const privateKey = /(-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----)(?:(?!-----END)[\s\S])*(?:-----END \2-----)?/g;

/** A text without what would let somebody act: working presigned addresses, session tokens of AWS, private keys. */
export const withoutSecrets = (text: string): string =>
  text
    .replace(presigned, `$1${notRecorded}`)
    .replace(sessionToken, notRecorded)
    .replace(privateKey, `$1${notRecorded}`);

const bounded = (text: string): string => (text.length > longest ? `${text.slice(0, longest)}…` : text);

/**
 * An AWS input or output as it may stand in the ledger: plain JSON, without response metadata and secrets,
 * every string bounded, dates as RFC 3339.
 */
export const recordable = (value: unknown): Json => plain(value, bounded, 10_000);

/**
 * The same of an answer that is kept as a document: as good as whole. A string that is too long even so ends in its
 * length and the hash of all of it, secrets left out.
 */
export const recordableAnswer = (value: unknown): Json => plain(value, cut, Infinity);

const cut = (text: string): string =>
  text.length > longestAnswered
    ? `${text.slice(0, longestAnswered)}… (of ${text.length} characters, ${sha256(text)})`.toWellFormed()
    : text;

const plain = (value: unknown, shortened: (text: string) => string, mostItems: number): Json => {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'string') return shortened(withoutSecrets(value));
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return `${value.byteLength} bytes`;
  if (Array.isArray(value)) return value.slice(0, mostItems).map((item) => plain(item, shortened, mostItems));
  if (typeof value !== 'object') return null;
  if ('pipe' in value && typeof value.pipe === 'function') return '(a stream)';
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, field]) => name !== '$metadata' && field !== undefined)
      .map(([name, field]) => [name, secret.test(name) ? notRecorded : plain(field, shortened, mostItems)]),
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
export const targetOf = (input: object): string => bounded(withoutSecrets(mostSpecific(input)));

const mostSpecific = (input: object): string => {
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
