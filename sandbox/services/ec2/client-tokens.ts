import { createHash } from 'node:crypto';
import { AwsFailure, type Call } from '../operation.js';

type TokenRow = { readonly digest: string; readonly ids: readonly string[] };

type Asked = { readonly ClientToken?: string | undefined; readonly DryRun?: boolean | undefined };

/**
 * Makes things once per client token: the same request again gives the ids that the first one made, another request
 * under the same token is refused with `IdempotentParameterMismatch` ("Ensuring idempotency in Amazon EC2 API requests").
 */
export const oncePerToken = (call: Call, input: Asked, make: () => readonly string[]): readonly string[] => {
  const { ClientToken: token, DryRun: _dryRun, ...asked } = input;
  if (token === undefined || token === '') return make();
  if (token.length > 64) throw new AwsFailure('InvalidParameterValue', 'A client token has at most 64 characters.');
  const rows = call.world.table<TokenRow>('ec2.clientTokens', call);
  const id = `${call.operation} ${token}`;
  const digest = createHash('sha256')
    .update(JSON.stringify(sorted(asked)))
    .digest('hex');
  const before = rows.get(id);
  if (before === undefined) return rows.put(id, { digest, ids: make() }).ids;
  if (before.digest === digest) return before.ids;
  throw new AwsFailure(
    'IdempotentParameterMismatch',
    'The client token was used before, in a request with other parameters.',
  );
};

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, part]): [string, unknown] => [key, sorted(part)])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
};
