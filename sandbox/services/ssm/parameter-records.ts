import type { ParameterTier, ParameterType } from '@aws-sdk/client-ssm';
import { AwsFailure, type Place } from '../operation.js';
import type { Table } from '../../world/store.js';

/** One version of a parameter. Values are kept as they were given, SecureStrings too; only the wire hides them. */
export type ParameterVersion = {
  readonly version: number;
  readonly type: ParameterType;
  readonly value: string;
  readonly description?: string;
  readonly keyId?: string;
  readonly allowedPattern?: string;
  readonly tier: ParameterTier;
  readonly dataType: string;
  readonly at: number;
  readonly by: string;
};

/** Oldest version first; at most a hundred. */
export type ParameterRecord = {
  readonly name: string;
  readonly versions: readonly ParameterVersion[];
  readonly tags: Readonly<Record<string, string>>;
};

export const parametersIn = (place: Place): Table<ParameterRecord> => place.world.table('ssm.parameters', place);

/** `arn:aws:ssm:…:parameter/a/b`: a name has its own slash, or gets one. */
export const parameterArn = (place: Place, name: string): string => {
  if (name.startsWith('arn:')) return name;
  return `arn:aws:ssm:${place.region}:${place.account}:parameter${name.startsWith('/') ? '' : '/'}${bare(name)}`;
};

const bare = (name: string): string => name.replace(/:[^:/]+$/, '');

export const latest = ({ versions, name }: ParameterRecord): ParameterVersion => {
  const last = versions.at(-1);
  if (last === undefined) throw new AwsFailure('InternalServerError', `${name} has no version`, 500);
  return last;
};

const notFound = (name: string): AwsFailure => new AwsFailure('ParameterNotFound', `Parameter ${name} not found.`);

/** The parameter that a name, `name:version` or ARN means, at that version; ParameterNotFound or …VersionNotFound. */
export const parameterAt = (
  place: Place,
  asked: string,
): { readonly record: ParameterRecord; readonly at: ParameterVersion; readonly selector?: string } => {
  const named = asked.startsWith('arn:') ? asked.slice(asked.indexOf(':parameter') + ':parameter'.length) : asked;
  const [, name = '', selector] = /^(.*?)(?::([^:/]+))?$/s.exec(named) ?? [];
  const record =
    parametersIn(place).get(name) ?? (asked === named ? undefined : parametersIn(place).get(name.slice(1)));
  if (record === undefined) throw notFound(asked);
  if (selector === undefined) return { record, at: latest(record) };
  const at = record.versions.find(({ version }) => `${version}` === selector);
  if (at === undefined)
    throw new AwsFailure(
      'ParameterVersionNotFound',
      `Systems Manager could not find version ${selector} of ${name}. Verify the version and try again.`,
    );
  return { record, at, selector: `:${selector}` };
};
