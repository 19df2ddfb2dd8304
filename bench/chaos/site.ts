import type { Client } from '@temporalio/client';
import { configuration, openSession, type OpenSession } from '../../cli/session/open-session.js';
import { openReading } from '../../cli/session/reading.js';
import type { Reading } from '../../cli/session/session.js';
import { clientsOf, type Clients } from '../../sandbox/estate/clients.js';
import { adminClient, AdminRefusal, type AdminClient } from '../../sandbox/gateway/admin-client.js';
import { adminToken } from '../../sandbox/gateway/credentials.js';
import { worldFiles } from '../../sandbox/gateway/world-files.js';
import { layout } from '../../sandbox/stack/layout.js';
import { readStatus, type SandboxStatus } from '../../sandbox/stack/status.js';
import { until } from './until.js';

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

  private constructor(
    { aws }: SandboxStatus,
    /** The ledger, read directly. */
    readonly reading: Reading,
  ) {
    this.#admin = adminClient(aws.endpoint, adminToken(worldFiles(this.place.world).adminToken));
    this.aws = clientsOf(aws.endpoint, aws.credentials);
  }

  /** Looks at the sandbox that is up. */
  static async at(status: SandboxStatus): Promise<Site> {
    return new Site(status, await openReading({ path: layout().ledger }));
  }

  /** What the supervisor says now; null while none runs. */
  get status(): SandboxStatus | null {
    return readStatus(this.place.status);
  }

  /** What people work with. Temporal is at another address after everything was started anew. */
  async session(): Promise<OpenSession> {
    const at = this.status?.temporal.address ?? '';
    if (at !== '' && at !== this.#address) {
      this.#address = at;
      this.#sessions.push(await openSession(configuration(this.place.config)));
    }
    const last = this.#sessions.at(-1);
    if (!last) throw new Error('the sandbox was never up');
    return last;
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
  async temporal(): Promise<Client> {
    return (await this.session()).temporal.client();
  }

  /** Waits until everything serves. */
  ready(): Promise<SandboxStatus> {
    return until('everything to serve', () => (this.status?.ready ? (this.status ?? undefined) : undefined));
  }

  /** Lets go of what it opened. */
  async close(): Promise<void> {
    this.aws.close();
    for (const session of this.#sessions) await session.close();
    await this.reading.ledger.close();
  }
}
