import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { dumpReport } from '../../../activities/ssm/host-report.js';
import { linuxHost, partSize, sha256Of } from '../fixtures/linux-host.js';

let host: ReturnType<typeof linuxHost>;
beforeEach(() => {
  host = linuxHost();
});
afterEach(() => host.close());

describe('the script that dumps, in a real shell', () => {
  it('leaves the whole dump on its disk, and reports the hash of each part and of all as we read it', async () => {
    const report = dumpReport(await host.dump(), partSize);
    if ('error' in report) throw new Error(JSON.stringify(report));
    expect(readFileSync(host.dumpPath).equals(host.memory)).toBe(true);
    expect(report.done).toMatchObject({
      bytes: host.memory.length,
      sha256: sha256Of(host.memory),
      tool: 'avml 0.19.0',
    });
    const cut = [0, 1, 2].map((index) => host.memory.subarray(index * partSize, (index + 1) * partSize));
    expect(report.parts).toEqual(
      cut.map((bytes, index) => ({ part: index + 1, bytes: bytes.length, sha256: sha256Of(bytes) })),
    );
  });

  it('is carried out once for a nonce: the second run tells what the first one did', async () => {
    const first = await host.dump();
    const second = await host.dump({ toolUrl: "TOOL_URL='file:///nowhere'" });
    expect(first.code).toBe(0);
    expect(second).toEqual(first);
  });

  it('runs no tool that is not the signed one, and leaves nothing', async () => {
    const ended = await host.dump({ toolSha256: `TOOL_SHA256='${'0'.repeat(64)}'` });
    expect(ended.code).toBe(13);
    expect(dumpReport(ended, partSize)).toMatchObject({ error: 'tool-hash' });
    expect(host.isDumped()).toBe(false);
  });

  it('says so where there are more parts than it can tell of, and leaves nothing', async () => {
    const ended = await host.dump({ mostParts: "MOST_PARTS='2'" });
    expect(ended.code).toBe(17);
    expect(dumpReport(ended, partSize)).toMatchObject({ error: 'parts' });
    expect(host.isDumped()).toBe(false);
  });
});
