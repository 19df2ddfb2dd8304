import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { temporalPorts } from '../../../sandbox/stack/temporal-ports.js';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'firebreak-ports-'));
  file = join(folder, 'ports.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the ports of the embedded Temporal server', () => {
  it('are the same each time it is started', async () => {
    const first = await temporalPorts(file);
    expect(first.port).not.toBe(first.uiPort);
    expect(await temporalPorts(file)).toEqual(first);
  });

  it('are others where somebody else listens by now, and those from then on', async () => {
    const { port, uiPort } = await temporalPorts(file);
    const somebody = createServer().listen(port, '127.0.0.1');
    await once(somebody, 'listening');
    const moved = await temporalPorts(file);
    expect(moved.port).not.toBe(port);
    expect(moved.uiPort).toBe(uiPort);
    somebody.close();
    expect(await temporalPorts(file)).toEqual(moved);
  });

  it.each(['', '{"port": 7', '{"port": 0, "uiPort": 70000}'])(
    'are found anew when what was kept is %j',
    async (kept) => {
      writeFileSync(file, kept);
      const found = await temporalPorts(file);
      expect(await temporalPorts(file)).toEqual(found);
    },
  );
});
