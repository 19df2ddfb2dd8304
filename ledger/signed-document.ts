import { z } from 'zod';
import type { AwsCheck, Recorded, Signed } from '../workflows/contract/documents.js';
import { custodyActs } from '../workflows/contract/custody.js';
import type { Hash, Json, JsonObject } from '../workflows/contract/json.js';
import { failureChoices, severities } from '../workflows/contract/words.js';
import { awsProofSchema, awsRecordSchema } from './aws-proof/shapes.js';
import { canonical } from './canonical.js';
import { caseWordSchema, findingSchema, maxFindings } from './case-word.js';
import { maxSignatureLength } from './sshsig/signature.js';
import { hidden, time, visible } from './text-shapes.js';

/** The largest playbook input, in bytes of its canonical form. */
export const maxInputBytes = 16 * 1024;

const texts = (value: Json): string[] => {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [key, ...texts(member)]);
};

const inputProblem = (value: unknown): string | null => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'the input is not an object';
  let text: string;
  try {
    text = canonical(value as Json);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  if (Buffer.byteLength(text) > maxInputBytes) return `the input is larger than ${maxInputBytes} bytes`;
  const all = texts(value as Json);
  if (all.some((each) => hidden.test(each))) return 'control characters in the input are refused';
  return all.includes('__proto__') ? 'the input has a member named __proto__' : null;
};

const input = z.custom<JsonObject>().superRefine((value, context) => {
  const problem = inputProblem(value);
  if (problem !== null) context.addIssue({ code: 'custom', message: problem });
});

const id = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,199}$/, 'an id has up to 200 letters, digits and . _ : / @ + -');
const hash = z.custom<Hash>(
  (value) => typeof value === 'string' && /^sha256:[0-9a-f]{64}$/.test(value),
  'a hash is sha256: and 64 hex digits',
);
const base = {
  v: z.literal(1),
  operator: visible(100),
  case: id,
  run: id,
  reason: visible(1000, 0),
  nonce: z.string().regex(/^[A-Za-z0-9_-]{8,128}$/, 'a nonce has 8 to 128 letters, digits, - and _'),
  at: time,
};

/** One of the documents an operator can sign, read strictly: no member more, every size bounded. */
export const operatorDocumentSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    ...base,
    kind: z.literal('run'),
    playbook: id,
    severity: z.enum(severities),
    title: visible(200),
    input,
    findings: z.array(findingSchema).min(1).max(maxFindings).exactOptional(),
  }),
  z.strictObject({ ...base, kind: z.literal('decision'), plan: hash, decision: z.enum(['approve', 'deny']) }),
  z.strictObject({ ...base, kind: z.literal('failure'), step: visible(500), decision: z.enum(failureChoices) }),
  z.strictObject({ ...base, kind: z.literal('cancel') }),
  z.strictObject({ ...base, kind: z.literal('release'), steps: z.array(visible(500)).max(5000) }),
  z.strictObject({ ...base, kind: z.literal('case'), word: caseWordSchema }),
  z.strictObject({
    ...base,
    kind: z.literal('custody'),
    act: z.enum(custodyActs),
    evidence: z.array(visible(2500)).max(1000),
    publicKey: z
      .string()
      .regex(/^[A-Za-z0-9_-]{43}$/, 'a public key has 32 bytes in base64url')
      .nullable(),
  }),
]);

const sshSigned = z.strictObject({
  document: operatorDocumentSchema,
  signature: z.string().min(1).max(maxSignatureLength),
});

const awsSigned = z.strictObject({ document: operatorDocumentSchema, aws: awsProofSchema });
const awsRecorded = z.strictObject({
  document: operatorDocumentSchema,
  aws: awsRecordSchema,
});

/** A document with its proof, as an entry of the ledger holds it. */
export const recordedSchema = z.union([sshSigned, awsRecorded]);

// Told apart before they are read, so that what is wrong is said of the one that was meant.
const hasAws = (value: unknown): boolean => typeof value === 'object' && value !== null && 'aws' in value;
const problemIn = (error: z.ZodError): string =>
  `the signed document is malformed: ${z.prettifyError(error).slice(0, 400)}`;

/** Reads a document with its proof from hostile input: its shape and sizes, or what is wrong with them. */
export const readSigned = (value: unknown): Signed | { readonly problem: string } => {
  const { data, error } = (hasAws(value) ? awsSigned : sshSigned).safeParse(value);
  return data ?? { problem: problemIn(error) };
};

/** The same as it stands in the ledger: `verifySigned` says whose it is. */
export const readRecorded = (value: unknown): Recorded | { readonly problem: string } => {
  const { data, error } = (hasAws(value) ? awsRecorded : sshSigned).safeParse(value);
  return data ?? { problem: problemIn(error) };
};

/** What the ledger keeps of a signed document; `checked` is what AWS said of an AWS proof. */
export const recordable = (signed: Signed, checked: AwsCheck | null): Recorded => {
  if (!('aws' in signed)) return signed;
  const { region, date, accessKeyId } = signed.aws;
  return { document: signed.document, aws: { region, date, accessKeyId, checked } };
};
