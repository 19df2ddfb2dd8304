import { z } from 'zod';
import type { World } from './world.js';

const milliseconds = z.number().min(0);

/** What can be set about a world. Delays and durations are in milliseconds. */
export const settingsSchema = z.strictObject({
  /** How long a snapshot of a small volume takes, on the world's clock. */
  snapshotMs: milliseconds,
  /** How much later IAM's changes are in force, on the real clock. */
  iamDelayMs: milliseconds,
  /** How much later CloudTrail shows an event, on the world's clock. */
  trailDelayMs: milliseconds,
  /** How much later an update of a finding is in force in Security Hub, on the world's clock. */
  findingDelayMs: milliseconds,
  /** AWS's request limits: as published, not at all, or published ones times a factor. */
  limits: z.union([z.literal('real'), z.literal('off'), z.number().positive()]),
  /** Whether a tracked flow becomes untracked while all-open rules are in force. AWS does not say so plainly. */
  untrackWorks: z.boolean(),
});

/** The settings of a world. */
export type Settings = Readonly<z.infer<typeof settingsSchema>>;

/** Some settings; what is undefined stays as it is. */
export type SettingsChange = { readonly [Name in keyof Settings]?: Settings[Name] | undefined };

const DEFAULTS: Settings = {
  snapshotMs: 20_000,
  iamDelayMs: 0,
  trailDelayMs: 0,
  findingDelayMs: 0,
  limits: 'real',
  untrackWorks: true,
};

/** The settings in force. */
export const settingsOf = (world: World): Settings => ({
  ...DEFAULTS,
  ...world.table<Partial<Settings>>('settings').get('world'),
});

/** Changes some of them; the rest stays. */
export const changeSettings = (world: World, change: SettingsChange): Settings =>
  world.store.transact(() =>
    world.table<Settings>('settings').put('world', settingsSchema.parse({ ...settingsOf(world), ...given(change) })),
  );

const given = (change: SettingsChange): object =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
