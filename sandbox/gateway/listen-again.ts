import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readIfThere, writeWhole } from './world-files.js';

/**
 * Listens on 127.0.0.1: on `fixed` when given; else where this world listened last time (`path` remembers), so that
 * clients survive a restart of the gateway; else, when that port is taken, on any free one.
 */
export async function listenAgain(server: Server, path: string, fixed?: number): Promise<void> {
  try {
    await listen(server, fixed ?? lastPort(path));
  } catch (error) {
    if (fixed !== undefined || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    await listen(server, 0);
  }
  writeWhole(path, JSON.stringify({ port: (server.address() as AddressInfo).port }));
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
}

function lastPort(path: string): number {
  try {
    const port: unknown = (JSON.parse(readIfThere(path) ?? '{}') as { port?: unknown }).port;
    return typeof port === 'number' && Number.isInteger(port) && port > 0 && port < 65_536 ? port : 0;
  } catch {
    return 0;
  }
}
