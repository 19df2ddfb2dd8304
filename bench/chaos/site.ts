import type { Client } from '@temporalio/client';
import { configuration, openSession } from '../../cli/session/open-session.js';
import type { Reading } from '../../cli/session/session.js';
import { clientsOf, type Clients } from '../../sandbox/estate/clients.js';
import { adminClient, AdminRefusal, type AdminClient } from '../../sandbox/gateway/admin-client.js';
import { adminToken } from '../../sandbox/gateway/credentials.js';
import { worldFiles } from '../../sandbox/gateway/world-files.js';
import { layout } from '../../sandbox/stack/layout.js';
import { readStatus, type SandboxStatus } from '../../sandbox/stack/status.js';
import { until } from './until.js';

type OpenSession = ReturnType<typeof openSession>;

/** The sandbox that is disturbed, as those see it who disturb it, work with it and judge it. */
export class Site {
  readonly place = layout();
  // The gateway keeps its address, however often it is started.
  readonly #admin: AdminClient;
  /** Past the worker, as the root of the account. */
  readonly aws: Clients;
  #address = '';
  // Open until the end: what is asked on an old one is still to hear that nobody answers.
  readonly #sessions: OpenSession[] = [];

  constructor({ aws }: SandboxStatus) {
    this.#admin = adminClient(aws.endpoint, adminToken(worldFiles(this.place.world).adminToken));
    this.aws = clientsOf(aws.endpoint, aws.credentials);
  }

  /** What the supervisor says now; null while none runs. */
  get status(): SandboxStatus | null {
    return readStatus(this.place.status);
  }

  /** What people work with. Temporal is at another address after everything was started anew. */
  get session(): OpenSession {
    const at = this.status?.temporal.address ?? '';
    if (at !== '' && at !== this.#address) {
      this.#address = at;
      this.#sessions.push(openSession(configuration(this.place.config)));
    }
    const last = this.#sessions.at(-1);
    if (!last) throw new Error('the sandbox was never up');
    return last;
  }

  /** The ledger, read directly. */
  get reading(): Reading {
    return this.session.reading;
  }

  /** Steers the gateway; while it is away, again and again. */
  async steer<T>(ask: (admin: AdminClient) => Promise<T>): Promise<T> {
    const { answer } = await until('the gateway to answer', () =>
      ask(this.#admin).then(
        (answer) => ({ answer }),
        (error: unknown) => {
          if (error instanceof AdminRefusal) throw error;
          return undefined;
        },
      ),
    );
    return answer;
  }

  /** A client of Temporal, for what can be done there by hand. */
  temporal(): Promise<Client> {
    return this.session.temporal.client();
  }

  /** Waits until everything serves. */
  ready(): Promise<SandboxStatus> {
    return until('everything to serve', () => (this.status?.ready ? (this.status ?? undefined) : undefined));
  }

  /** Lets go of what it opened. */
  async close(): Promise<void> {
    this.aws.close();
    for (const session of this.#sessions) await session.close();
  }
}
