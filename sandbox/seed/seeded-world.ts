import { z } from 'zod';
import { readIfThere } from '../gateway/world-files.js';

const target = z.object({
  kind: z.literal('instance'),
  id: z.string(),
  name: z.string(),
  platform: z.enum(['linux', 'windows']),
});

const schema = z.object({
  account: z.string(),
  region: z.string(),
  targets: z.array(target),
  vpcId: z.string(),
  groups: z.object({ web: z.string(), ssh: z.string(), db: z.string() }),
  autoScalingGroup: z.string(),
  targetGroupArn: z.string(),
  publicIp: z.string(),
  leakedKey: z.object({ userName: z.string(), accessKeyId: z.string() }),
  bucket: z.string(),
});

/** One thing in the seeded account that a playbook can be pointed at. */
export type Target = Readonly<z.infer<typeof target>>;

/** What the seeded account holds, by the ids it got. Secrets are not part of it. */
export type SeededWorld = Readonly<z.infer<typeof schema>>;

/** Reads `targets.json`; `undefined` until the world has been seeded to the end. */
export function readSeededWorld(path: string): SeededWorld | undefined {
  const text = readIfThere(path);
  return text === undefined ? undefined : schema.parse(JSON.parse(text));
}
