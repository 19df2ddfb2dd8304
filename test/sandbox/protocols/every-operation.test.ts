import { inspect, isDeepStrictEqual } from 'node:util';
import { expect, test } from '@jest/globals';
import type { OperationModel } from '../../../sandbox/protocols/model.js';
import { exampleOf } from './example.js';
import { services } from './sdk-services.js';
import { modelOf, openWire, parsed, type Wire } from './wire.js';

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Members that the models have and the installed SDKs do not know yet: they leave them out, or pass over them. */
const newerThanSdk = words(`
  AllowMultipathResilience AccepterAllowMultipathResilience RequesterAllowMultipathResilience MultipathResilienceMode
  AccepterMultipathResilienceMode RequesterMultipathResilienceMode MultipathResilienceStatus
  TransitGatewayAttachmentIds TransitGatewayAttachmentOwner AssociatedKmsKeys InstanceTypePreferences
  Criticality Phase1AdditionalKeyExchanges Phase2AdditionalKeyExchanges CapacityBlockOfferingSegments
  PermissionType TransitGatewayAttachmentId CapacityReservations ResourceOwners GcpResource AzureResource
  ResourceCriteria ResourceCriticality CriticalitySources GCP
`);

/** S3 members that an SDK computes itself, types as a string (part numbers, `Expires`), or has not yet. */
const ofS3 = words(`
  SSECustomerKey SSECustomerKeyMD5 CopySourceSSECustomerKey CopySourceSSECustomerKeyMD5 ContentLength Metadata
  Expires PartNumberMarker NextPartNumberMarker VersionId
`);

/** Answers in an event stream or another stream, and a host that is a token: not for a plain wire. */
const apart = new Set(['GetObjectAnnotation', 'SelectObjectContent', 'WriteGetObjectResponse']);

/** The first place where two values differ. */
const difference = (a: unknown, b: unknown, at = ''): string | undefined => {
  if (isDeepStrictEqual(a, b)) return undefined;
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0 ? undefined : at;
  const [left, right] = [a, b].map((each) => (typeof each === 'object' && each !== null ? Object.entries(each) : []));
  const names = new Set([...(left ?? []), ...(right ?? [])].map(([name]) => name));
  for (const name of names) {
    const found = difference(Object(a)[name], Object(b)[name], `${at}.${name}`);
    if (found !== undefined) return found;
  }
  return names.size > 0 && typeof a === typeof b ? undefined : `${at}: ${inspect(a)} is ${inspect(b)}`;
};

/** What the SDK of S3 gave, its stream read to the end. */
const wholeObject = async (output: object): Promise<object> => {
  const {
    Body: body,
    // The SDK gives every object a length and metadata.
    ContentLength: _length,
    Metadata: _metadata,
    ...rest
  } = parsed(output) as {
    readonly ContentLength?: number;
    readonly Metadata?: object;
    readonly Body?: { transformToByteArray?: () => Promise<Uint8Array> };
  };
  return body?.transformToByteArray === undefined
    ? { ...rest, ...(body && { Body: body }) }
    : { ...rest, Body: Buffer.from(await body.transformToByteArray()) };
};

/** What differs when an operation is called through the SDK with everything that its model has, and answered so. */
const roundTrip = async (
  folder: string,
  { name, input, output }: OperationModel,
  call: (given: object) => Promise<object>,
  wire: Wire,
  answerWith: (output: unknown) => void,
): Promise<readonly string[]> => {
  const style = {
    // S3 has most of its members in headers, which hold ASCII.
    text: folder === 's3' ? 'a text' : 'text & <é>"\'',
    without: new Set([...newerThanSdk, ...(folder === 's3' ? [...ofS3, ...checksums(name)] : [])]),
  };
  const given = { ...(exampleOf(input, style) as object), ...(input.members.has('Bucket') && { Bucket: 'a-bucket' }) };
  const answer = output === undefined ? {} : (exampleOf(output, style) as object);
  answerWith(answer);
  const called = await call(given);
  const got = folder === 's3' ? await wholeObject(called) : parsed(called);
  const read = wire.last();
  // S3's SDK adds lengths and checksums to what it is given.
  const known = Object.keys(folder === 's3' ? given : read.input);
  const readInput = Object.fromEntries(known.map((each) => [each, read.input[each]]));
  return [
    read.operation === name ? undefined : `was read as ${read.operation}`,
    read.problems.length === 0 ? undefined : inspect(read.problems, { depth: 4 }),
    difference(given, readInput, 'input'),
    difference(answer, got, 'output'),
  ].flatMap((problem) => (problem === undefined ? [] : [`${name}: ${problem}`]));
};

/** The SDK checks the checksums of a GetObject. */
const checksums = (operation: string): readonly string[] =>
  operation.startsWith('GetObject')
    ? [...(modelOf('s3').operation(operation)?.output?.members.keys() ?? [])].filter((each) =>
        each.startsWith('Checksum'),
      )
    : [];

test.each(services)(
  '%s: every operation of the SDK arrives as it was given, and its answer too',
  async (folder, library, open) => {
    const model = modelOf(folder);
    let answer: unknown;
    const wire = openWire(model.signingName, () => answer);
    const client = open(wire.config);
    const failures: string[] = [];
    let called = 0;
    for (const operation of model.operations()) {
      const command = library[`${operation.name}Command`];
      if (typeof command !== 'function' || apart.has(operation.name)) continue;
      called++;
      const Command = command as new (input: object) => never;
      const found = await roundTrip(
        folder,
        operation,
        (given) => client.send(new Command(given)),
        wire,
        (output) => {
          answer = output;
        },
      ).catch((error: unknown) => [`${operation.name}: ${inspect(error).slice(0, 500)}`]);
      failures.push(...found);
    }
    expect(failures).toEqual([]);
    expect(called).toBeGreaterThan(10);
  },
);
