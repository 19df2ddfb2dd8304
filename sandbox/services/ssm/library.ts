import { createHash } from 'node:crypto';
import type { Place } from '../operation.js';
import { documentName } from './arns.js';
import type { AwsDocument } from './aws-document.js';
import { awsDocuments } from './aws-documents.js';
import { readContent, type DocumentContent } from './document-content.js';
import { invalidDocument, invalidVersion, notSimulated } from './failures.js';
import { documentsIn, type DocumentRecord, type DocumentVersion } from './records.js';

/** A document whoever made it, at one of its versions. */
export type Document = {
  readonly name: string;
  readonly type: 'Command' | 'Session';
  readonly owner: string;
  readonly platforms: readonly ('Linux' | 'MacOS' | 'Windows')[];
  readonly targetType?: string;
  readonly displayName?: string;
  readonly latestVersion: number;
  readonly defaultVersion: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly at: DocumentVersion;
};

/** How a caller names a version: `$DEFAULT` (also when absent), `$LATEST`, a number, or the version's own name. */
export type Wanted = { readonly version?: string | undefined; readonly versionName?: string | undefined };

const ANY = ['Linux', 'MacOS', 'Windows'] as const;

/** The document that a name or ARN means to an account, at a version: InvalidDocument or InvalidDocumentVersion else. */
export const documentAt = (place: Place, nameOrArn: string, wanted: Wanted = {}): Document => {
  const name = documentName(nameOrArn);
  const own = recordOf(place, nameOrArn);
  if (own !== undefined) return fromRecord(own.owner, own.record, wanted);
  const aws = awsDocuments().find((one) => one.name === name);
  if (aws === undefined || (nameOrArn.startsWith('arn:') && nameOrArn.split(':')[4] === place.account))
    if (aws?.owner !== 'account') throw invalidDocument(name);
  if (aws.content === undefined || aws.type === 'Automation') throw notSimulated(`the Automation document ${name}`);
  const version = wanted.version ?? '$DEFAULT';
  if (wanted.versionName !== undefined || !['$DEFAULT', '$LATEST', `${aws.version}`].includes(version))
    throw invalidVersion(wanted.versionName ?? version);
  return fromAws(place, aws, aws.type, aws.content);
};

/** An own or shared document by name or ARN. */
const recordOf = (
  place: Place,
  nameOrArn: string,
): { readonly owner: string; readonly record: DocumentRecord } | undefined => {
  const owner = nameOrArn.startsWith('arn:') ? (nameOrArn.split(':')[4] ?? '') : place.account;
  const record = documentsIn({ ...place, account: owner }).get(documentName(nameOrArn));
  const shared = record?.sharedWith.some((who) => who === place.account || who === 'all') ?? false;
  return record !== undefined && (owner === place.account || shared) ? { owner, record } : undefined;
};

const fromRecord = (owner: string, record: DocumentRecord, { version, versionName }: Wanted): Document => {
  const latestVersion = record.versions.at(-1)?.version ?? 1;
  const number = version === '$LATEST' ? latestVersion : Number(version ?? record.defaultVersion);
  const at = record.versions.find((one) =>
    versionName === undefined
      ? one.version === (version === '$DEFAULT' ? record.defaultVersion : number)
      : one.name === versionName,
  );
  if (at === undefined) throw invalidVersion(versionName ?? version ?? '$DEFAULT');
  const { name, type, targetType, displayName, defaultVersion, tags } = record;
  return {
    name,
    type,
    owner,
    latestVersion,
    defaultVersion,
    tags,
    at,
    platforms: platformsOf(type, at),
    ...(targetType !== undefined && { targetType }),
    ...(displayName !== undefined && { displayName }),
  };
};

/** The moment Amazon's documents say they were made: only its order matters. */
const LONG_AGO = Date.UTC(2017, 7, 31);

const fromAws = (place: Place, aws: AwsDocument, type: 'Command' | 'Session', content: object): Document => ({
  name: aws.name,
  type,
  owner: aws.owner === 'Amazon' ? 'Amazon' : place.account,
  platforms: aws.platforms,
  ...(aws.targetType !== undefined && { targetType: aws.targetType }),
  latestVersion: aws.version,
  defaultVersion: aws.version,
  tags: {},
  at: { version: aws.version, content: JSON.stringify(content, null, 2), format: 'JSON', createdAt: LONG_AGO },
});

/** SHA-256 of a document's content, by which SendCommand pins it. */
export const hashOf = ({ at }: Document, algorithm: 'sha256' | 'sha1' = 'sha256'): string =>
  createHash(algorithm).update(at.content).digest('hex');

/** What the document says. */
export const contentOf = ({ at, type }: Document): DocumentContent => readContent(at.content, at.format, type);

/** Systems Manager derives the platforms of a document from its plugins. */
const platformsOf = (type: 'Command' | 'Session', at: DocumentVersion): Document['platforms'] => {
  if (type === 'Session') return ANY;
  const plugins = readContent(at.content, at.format, type).steps.map(({ plugin }) => plugin);
  const shell = plugins.includes('aws:runShellScript');
  const power = plugins.includes('aws:runPowerShellScript');
  return shell && !power ? ['Linux', 'MacOS'] : ANY;
};
