import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { z } from 'zod';

const port = z.int().min(1).max(65_535);
const ports = z.object({ port, uiPort: port });

/** Where the embedded Temporal server listens on 127.0.0.1. */
export type TemporalPorts = z.infer<typeof ports>;

/**
 * The ports that the sandbox's Temporal had the last time, kept in `file`, or others where somebody else listens there by
 * now: a console that was open when everything was started anew finds it again.
 */
export const temporalPorts = async (file: string): Promise<TemporalPorts> => {
  const before = readPorts(file);
  const found = { port: await freePort(before?.port), uiPort: await freePort(before?.uiPort) };
  writeFileSync(file, `${JSON.stringify(found)}\n`, { mode: 0o600 });
  return found;
};

const readPorts = (file: string): TemporalPorts | null => {
  try {
    return ports.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // Not there yet, or cut short by a kill: any port will do.
    return null;
  }
};

const freePort = async (wanted = 0): Promise<number> => {
  const free = (await listensOn(wanted)) ?? (await listensOn(0));
  if (free === null) throw new Error('No port of 127.0.0.1 is free.');
  return free;
};

// Null when somebody listens there.
const listensOn = (wanted: number): Promise<number | null> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : null));
    });
  });
