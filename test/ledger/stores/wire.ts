import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';

/** Where a request of the client is stopped: before the server sees it, or after it was done and before it is answered. */
export type Moment = 'before' | 'after';

/** A wire to a PostgreSQL server that can be cut at any one request. */
export type Wire = {
  /** The address of the same database, by this wire. */
  readonly to: (url: string) => string;
  /** What was asked since the last `cut`, one text for each request: what a client sends before it waits. */
  readonly asked: () => readonly string[];
  /** At request number `at`, counted from now: does `act`, then breaks the connection. Once; resolves when it is done. */
  readonly cut: (at: number, moment: Moment, act?: () => Promise<unknown>) => Promise<void>;
  readonly close: () => Promise<void>;
};

type Cut = {
  readonly at: number;
  readonly moment: Moment;
  readonly act: () => Promise<unknown>;
  readonly done: () => void;
};

export const startWire = async (server: string): Promise<Wire> => {
  const target = new URL(server);
  const sockets = new Set<Socket>();
  let asked: string[] = [];
  let planned: Cut | null = null;

  const carry = (client: Socket): void => {
    const upstream = connect(Number(target.port), target.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    let reached: Cut | null = null;
    let isAnswered = false;
    const finish = async ({ act, done }: Cut): Promise<void> => {
      await act();
      client.destroy();
      upstream.destroy();
      done();
    };
    const requests = requestsOf((bytes, text) => {
      if (reached) return;
      const number = asked.length;
      if (text !== null) asked.push(text);
      if (text !== null && planned?.at === number) {
        reached = planned;
        planned = null;
        if (reached.moment === 'before') {
          void finish(reached);
          return;
        }
      }
      upstream.write(bytes);
    });
    client.on('data', requests);
    upstream.on('data', (answer: Buffer) => {
      if (!reached) client.write(answer);
      else if (reached.moment === 'after' && !isAnswered) {
        isAnswered = true;
        void finish(reached);
      }
    });
  };

  const listener = createServer(carry).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  if (address === null || typeof address === 'string') throw new Error('the wire has no port');
  return {
    to: (url) => Object.assign(new URL(url), { port: `${address.port}` }).href,
    asked: () => asked,
    cut: (at, moment, act = () => Promise.resolve()) =>
      new Promise((done) => {
        asked = [];
        planned = { at, moment, act, done };
      }),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      listener.close();
      await once(listener, 'close');
    },
  };
};

/**
 * Calls `take` with each request whole: all messages up to a simple query (`Q`) or a Sync (`S`), after which a client
 * waits. What begins and ends a connection has no text. postgresql.org/docs/current/protocol-message-formats.html
 */
const requestsOf = (take: (bytes: Buffer, text: string | null) => void): ((part: Buffer) => void) => {
  let rest = Buffer.alloc(0);
  let request: Buffer[] = [];
  let hasBegun = false;
  return (part) => {
    rest = Buffer.concat([rest, part]);
    for (;;) {
      // The first message of a connection has no type before its length, which counts itself.
      const typed = hasBegun ? 1 : 0;
      if (rest.length < typed + 4) return;
      const end = typed + rest.readUInt32BE(typed);
      if (rest.length < end) return;
      const message = rest.subarray(0, end);
      rest = rest.subarray(end);
      const type = hasBegun ? String.fromCharCode(message[0] ?? 0) : '';
      hasBegun = true;
      request.push(message);
      if (type !== '' && !'QSX'.includes(type)) continue;
      const bytes = Buffer.concat(request);
      request = [];
      take(bytes, 'QS'.includes(type) && type !== '' ? bytes.toString('latin1') : null);
    }
  };
};
