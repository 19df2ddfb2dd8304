import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A proxy that loses connections as networks do. */
export type CuttingProxy = {
  readonly url: string;
  /** The ranges that were asked for, in order; undefined for all of it. */
  readonly ranges: readonly (string | undefined)[];
  readonly stop: () => void;
};

/**
 * Puts a proxy before `target`, which cuts off each of the first `cuts` answers after `bytes` of their body. Who signed
 * for the target's own name, and not for the proxy's, wants that name to be heard there.
 */
export const startCuttingProxy = async (
  target: string,
  { cuts, bytes, ownName = false }: { readonly cuts: number; readonly bytes: number; readonly ownName?: boolean },
): Promise<CuttingProxy> => {
  const { hostname, port, host } = new URL(target);
  const ranges: (string | undefined)[] = [];
  let left = cuts;
  const server = createServer((asked, answer) => {
    ranges.push(asked.headers.range);
    const cutAfter = left > 0 ? bytes : Infinity;
    left -= 1;
    const { method, url: path } = asked;
    const headers = { ...asked.headers, ...(ownName && { host }) };
    asked.pipe(
      request({ hostname, port, method, path, headers }, (answered) => {
        answer.writeHead(answered.statusCode ?? 502, answered.headers);
        let passed = 0;
        answered.on('data', (chunk: Buffer) => {
          const rest = cutAfter - passed;
          passed += chunk.length;
          answer.write(chunk.subarray(0, rest), () => {
            if (passed >= cutAfter) answer.destroy();
          });
        });
        answered.on('end', () => {
          if (passed < cutAfter) answer.end();
        });
      }),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ranges,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};
