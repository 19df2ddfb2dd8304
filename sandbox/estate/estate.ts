import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { readIfThere } from '../gateway/world-files.js';

const id = z.string().min(1);

const target = z.object({
  /** An instance by its id, a principal by its ARN. */
  kind: z.enum(['instance', 'principal']),
  id,
  name: z.string(),
  /** `iam` for principals. */
  platform: z.enum(['linux', 'windows', 'iam']),
});

const tool = z.object({ key: id, sha256: id, version: id });

const schema = z.object({
  account: id,
  region: id,
  /** The one to practise on comes first. */
  targets: z.array(target).min(1),
  vpcId: id,
  groups: z.object({ alb: id, web: id, ssh: id, db: id, bastion: id, windows: id, endpoints: id }),
  autoScalingGroup: id,
  targetGroupArn: id,
  /** The Elastic IP address of the instance to practise on. */
  publicIp: id,
  leakedKey: z.object({ userName: id, accessKeyId: id }),
  bucket: id,
  vault: z.object({
    account: id,
    bucket: id,
    roleArn: id,
    externalId: id,
    keyArn: id,
    // Worlds that were seeded before there were tools have none.
    tools: z.object({ avml: tool.optional(), ec2rescue: tool.optional() }).default({}),
  }),
  // Worlds that were seeded before the worker had a role have none.
  worker: z.object({ principal: id, roleArn: id.optional(), credentialsFile: id }),
});

/** One thing in the seeded account that a playbook can be pointed at. */
export type Target = Readonly<z.infer<typeof target>>;

/** What the seeded accounts hold, by the ids they got. Secrets are not part of it: the worker's key has its own file. */
export type Estate = Readonly<z.infer<typeof schema>>;

/** Reads what seeding wrote to `estate.json`; undefined until the world has been seeded to the end. */
export const readEstate = (path: string): Estate | undefined => {
  const text = readIfThere(path);
  if (text === undefined) return undefined;
  const { worker, ...estate } = schema.parse(JSON.parse(text));
  // Relative, because saved worlds are copied from folder to folder.
  return { ...estate, worker: { ...worker, credentialsFile: resolve(dirname(path), worker.credentialsFile) } };
};

const key = z.object({ accessKeyId: id, secretAccessKey: id });

/** The key that the worker signs with, from its file. */
export const workerCredentials = ({ worker }: Estate): Readonly<z.infer<typeof key>> =>
  key.parse(JSON.parse(readIfThere(worker.credentialsFile) ?? 'null'));
