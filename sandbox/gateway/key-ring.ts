import { z } from 'zod';
import type { Credentials } from './credentials.js';

const schema = z.record(
  z.string(),
  z.object({
    secretAccessKey: z.string(),
    sessionToken: z.string().optional(),
    expiresAt: z.number().optional(),
    active: z.boolean(),
    principal: z.string(),
  }),
);

/** An access key and what it proves. */
export type KnownKey = z.infer<typeof schema>[string];

/** Every key that may sign requests. moto is the one record of them, so none is lost or revived by a crash. */
export interface KeyRing {
  readonly find: (accessKeyId: string) => Promise<KnownKey | undefined>;
  /** To be called after each change to IAM or STS and before its answer goes out: a deleted key then fails at once. */
  readonly forget: () => void;
}

/** A ring of the administrator's key and those that `read` (moto) knows; read again only after `forget`. */
export function keyRing(admin: Credentials, accountId: string, read: () => Promise<unknown>): KeyRing {
  let known: Promise<ReadonlyMap<string, KnownKey>> | undefined;
  const root: KnownKey = {
    secretAccessKey: admin.secretAccessKey,
    active: true,
    principal: `arn:aws:iam::${accountId}:root`,
  };
  const readAll = async (): Promise<ReadonlyMap<string, KnownKey>> =>
    new Map(Object.entries(schema.parse(await read())));
  return {
    find: async (accessKeyId) => {
      if (accessKeyId === admin.accessKeyId) return root;
      const reading = (known ??= readAll());
      try {
        return (await reading).get(accessKeyId);
      } catch (error) {
        if (known === reading) known = undefined;
        throw error;
      }
    },
    forget: () => {
      known = undefined;
    },
  };
}
