import { readingFor } from '../activities/aws/attempt.js';
import type { createClients } from '../activities/aws/clients.js';
import { deploymentChain } from '../workflows/contract/deployment.js';
import type { Scope } from '../workflows/contract/playbook.js';

/** Which account and Region the worker acts in: asked of AWS once, and asked again if AWS did not answer. */
export const scopeOf = (clients: ReturnType<typeof createClients>, region: string): (() => Promise<Scope>) => {
  let asked: Promise<Scope> | null = null;
  const ask = async (): Promise<Scope> => {
    const attempt = readingFor({ case: deploymentChain, run: deploymentChain });
    const { Account } = await clients.during(attempt, () => clients.sts.getCallerIdentity({}));
    if (!Account) throw new Error('AWS did not say which account this is.');
    return { account: Account, region };
  };
  return () => (asked ??= ask().catch((error: unknown) => ((asked = null), Promise.reject(error))));
};
