import { createHash, createHmac } from 'node:crypto';
import { credentialScope, proofRequest } from '../../ledger/aws-proof/request.js';
import type { ProofRequest, ProofScope } from '../../ledger/aws-proof/request.js';
import { stsHosts } from '../../ledger/aws-proof/hosts.js';
import { sandboxStatus } from '../../sandbox/stack/up.js';
import type { AwsSigned, OperatorDocument } from '../../workflows/contract/documents.js';
import type { Config } from '../../worker/config.js';
import { CliError, exit, usageError } from '../errors.js';

/** Credentials of AWS, temporary ones with their token. */
export type AwsCredentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
};

/** In a sandbox, where its AWS answers: the worker shows proofs there. Null in production. */
export const proofsAt = ({ mode }: Pick<Config, 'mode'>): string | null =>
  mode === 'sandbox' ? (sandboxStatus()?.aws.endpoint ?? process.env['AWS_ENDPOINT_URL'] ?? null) : null;

/** Signs a document with the AWS credentials of this environment: variables, profile, single sign-on, container, host. */
export const signWithAws = async <T extends OperatorDocument>(config: Config, document: T): Promise<AwsSigned<T>> => {
  const { region } = config.aws;
  const host = stsHosts.get(region);
  if (host === undefined)
    throw usageError(`No AWS STS is known in ${JSON.stringify(region)}.`, 'Set aws.region in firebreak.yaml.');
  const sandbox = proofsAt(config);
  const to = sandbox === null ? host : new URL(sandbox).host;
  return awsSigned(document, await credentialsHere(region, document.operator), { region, host: to });
};

/** Signs a document with these credentials, now, for the AWS STS at `host` (a host and, where it has one, its port). */
export const awsSigned = <T extends OperatorDocument>(
  document: T,
  { accessKeyId, secretAccessKey, sessionToken }: AwsCredentials,
  { region, host, now = Date.now() }: { readonly region: string; readonly host: string; readonly now?: number },
): AwsSigned<T> => {
  const date = new Date(now).toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
  const scope = { region, date, accessKeyId, ...(sessionToken !== undefined && { sessionToken }) };
  const signature = signatureOf(proofRequest(document, scope, host), scope, secretAccessKey);
  return { document, aws: { ...scope, signature } };
};

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

// "Create a signed AWS API request", IAM User Guide.
const signatureOf = ({ method, path, headers, body }: ProofRequest, scope: ProofScope, secret: string): string => {
  const signed = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
  const names = Object.keys(headers).join(';');
  const canonical = [method, path, '', signed.join(''), names, sha256(body)].join('\n');
  const text = ['AWS4-HMAC-SHA256', scope.date, credentialScope(scope), sha256(canonical)].join('\n');
  const key = credentialScope(scope).split('/').reduce<string | Buffer>(hmac, `AWS4${secret}`);
  return hmac(key, text).toString('hex');
};

const credentialsHere = async (region: string, operator: string): Promise<AwsCredentials> => {
  // Only who signs with AWS waits for the SDK to be loaded.
  const { STS } = await import('@aws-sdk/client-sts');
  const client = new STS({ region });
  try {
    const { accessKeyId, secretAccessKey, sessionToken } = await client.config.credentials();
    return { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
  } catch (error) {
    throw new CliError(
      exit.refused,
      'no-credentials',
      `There are no AWS credentials here to sign as ${operator}: ${error instanceof Error ? error.message : String(error)}`,
      'Name a profile with AWS_PROFILE, or sign in with: aws sso login',
    );
  } finally {
    client.destroy();
  }
};
