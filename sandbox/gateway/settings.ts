import { z } from 'zod';
import { readIfThere, writeWhole } from './world-files.js';

const schema = z.object({
  clockOffsetMs: z.number().default(0),
  snapshotMs: z.number().min(0).default(20_000),
  bucketsEnabled: z.boolean().default(true),
});

/** What a sandbox remembers about itself across restarts. */
export type Settings = Readonly<z.infer<typeof schema>>;

/** Settings that are on disk before `change` returns. */
export interface SettingsStore {
  readonly current: () => Settings;
  readonly change: (change: Partial<Settings>) => Settings;
  /** The virtual time in epoch milliseconds: only durations (snapshots) run on it; signatures and timestamps are real. */
  readonly now: () => number;
}

/** Opens the settings in `path`; unreadable ones are replaced by the defaults, since they steer only a simulation. */
export function openSettings(path: string): SettingsStore {
  let settings: Settings = parse(readIfThere(path));
  return {
    current: () => settings,
    change: (change) => {
      settings = schema.parse({ ...settings, ...change });
      writeWhole(path, JSON.stringify(settings));
      return settings;
    },
    now: () => Date.now() + settings.clockOffsetMs,
  };
}

function parse(text: string | undefined): Settings {
  try {
    return schema.parse(JSON.parse(text ?? '{}'));
  } catch {
    return schema.parse({});
  }
}
