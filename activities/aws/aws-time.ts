import { GetCallerIdentityCommand, type STS } from '@aws-sdk/client-sts';
import { failureTypes } from '../../workflows/contract/failures.js';
import { failure } from './errors.js';
import { reading } from './reading.js';

/**
 * AWS's own time, to the second: the `Date` of an answer. The clock of a host may be wrong. It comes from STS, which
 * stamps the time of issue on sessions, by the one call that needs no permission ("GetCallerIdentity").
 */
export const awsTime = async (sts: STS): Promise<Date> => {
  const command = new GetCallerIdentityCommand({});
  let date = '';
  command.middlewareStack.add(
    (next) => async (args) => {
      const answer = await next(args);
      const { headers = {} } = answer.response as { readonly headers?: Readonly<Record<string, string>> };
      date = headers['date'] ?? '';
      return answer;
    },
    { step: 'deserialize', name: 'firebreakDate' },
  );
  await reading('sts:GetCallerIdentity', 'us', () => sts.send(command));
  const time = new Date(date);
  if (Number.isNaN(time.getTime())) throw failure(failureTypes.unavailable, 'AWS did not say what time it is.');
  return time;
};
