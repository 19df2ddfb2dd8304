import type { OfferedScenario } from '../../sandbox/estate/scenarios/index.js';
import { AdminRefusal } from '../../sandbox/gateway/admin-client.js';
import { withSandboxAdmin } from '../session/sandbox-admin.js';

/** What every estate has been through before anybody looks at it. */
const FROM_THE_BEGINNING = 'everyday';

/** A scenario that happened in the sandbox's world. */
export type Happened = { readonly name: string; readonly summary: string; readonly loadedAt: string };

/** The scenarios of the running sandbox's world, the newest first; the world remembers them. */
export const scenariosHappened = async (): Promise<readonly Happened[]> =>
  happened(await withSandboxAdmin((admin) => admin.scenarios()));

/** Those that happened, the newest first, without what every estate begins with. */
export const happened = (all: readonly OfferedScenario[]): readonly Happened[] =>
  all
    .flatMap(({ name, summary, loadedAt }) =>
      loadedAt === null || name === FROM_THE_BEGINNING
        ? []
        : [{ name, summary, loadedAt: new Date(loadedAt).toISOString() }],
    )
    .sort((a, b) => b.loadedAt.localeCompare(a.loadedAt));

/** Lets a scenario happen, unless it has happened in this world. */
export const letHappen = async (name: string): Promise<void> => {
  const has = async (): Promise<boolean> => (await scenariosHappened()).some((one) => one.name === name);
  if (await has()) return;
  try {
    await withSandboxAdmin((admin) => admin.loadScenario(name));
  } catch (error) {
    // Somebody else may have been quicker: then it has happened, which is what was wanted.
    if (!(await has())) throw error;
  }
};

/**
 * Lets a scenario happen in a world where none has. A world that people have worked in may not be the one that the
 * scenario is about any more: where it is refused, the world stays as it is.
 */
export const letHappenFirst = async (name: string): Promise<void> => {
  if ((await scenariosHappened()).length > 0) return;
  await withSandboxAdmin(async (admin) => {
    try {
      await admin.loadScenario(name);
    } catch (error) {
      if (!(error instanceof AdminRefusal)) throw error;
    }
  });
};
