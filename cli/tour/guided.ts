import type { AdminClient } from '../../sandbox/gateway/admin-client.js';
import type { SandboxStatus } from '../../sandbox/stack/status.js';
import type { Session } from '../session/session.js';
import type { Narrator } from './narrator.js';

/** Who asks, and who signs. */
export const people = { asker: 'responder', signer: 'ir-lead' } as const;

/** What every part of the tour works with. */
export type Guided = Narrator & {
  readonly status: SandboxStatus;
  readonly session: Session;
  readonly admin: AdminClient;
  readonly target: SandboxStatus['targets'][number];
  /** Moves the sandbox's clock on: as long as snapshots, deregistration and health checks take, and a bit. */
  readonly letPass: () => Promise<unknown>;
};
