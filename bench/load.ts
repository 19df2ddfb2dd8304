import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';

/** One request, signed and ready to be sent. */
export type Ready = {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** What a load consists of: the requests in turn, until `count` were answered, over so many connections. */
export type Load = {
  readonly url: string;
  readonly requests: readonly Ready[];
  readonly count: number;
  readonly connections: number;
};

/** What came of it. */
export type Outcome = { readonly elapsedMs: number; readonly refused: number };

// A program of its own, so that what the client costs is not counted to the gateway.
const { url, requests, count, connections } = JSON.parse(await text(process.stdin)) as Load;
const { hostname, port } = new URL(url);
const agent = new Agent({ keepAlive: true, maxSockets: connections });
let refused = 0;

const send = ({ method, path, headers, body }: Ready): Promise<void> =>
  new Promise((resolve, reject) => {
    const outgoing = request({ agent, hostname, port, method, path, headers }, (incoming) => {
      if (incoming.statusCode !== 200) refused += 1;
      incoming.resume().on('end', resolve);
    });
    outgoing.on('error', reject).end(body);
  });

const started = performance.now();
let next = 0;
await Promise.all(
  Array.from({ length: connections }, async () => {
    while (next < count) {
      const ready = requests[next++ % requests.length];
      if (ready) await send(ready);
    }
  }),
);
const outcome: Outcome = { elapsedMs: performance.now() - started, refused };
agent.destroy();
process.stdout.write(JSON.stringify(outcome));
