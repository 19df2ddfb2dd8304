import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { linuxCapture } from '../../../activities/ssm/linux-capture-script.js';
import { linuxProbe } from '../../../activities/ssm/probe-scripts.js';
import { linuxFacts } from '../../../activities/ssm/memory-facts.js';
import { hostReport } from '../../../activities/ssm/host-report.js';

type Run = { readonly code: number; readonly output: string; readonly errors: string };

let folder: string;
let server: Server;
let parts: Map<string, Buffer>;
let refused: number;
const memory = randomBytes(5_000_000);
// It stands for AVML: what is dumped is a file.
const tool = (image: string): string =>
  `#!/bin/sh\n[ "$1" = --version ] && { echo "avml 0.19.0"; exit 0; }\ncat ${image} >"$1"\n`;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'firebreak-script-'));
  for (const name of ['run', 'var-tmp']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'memory'), memory);
  writeFileSync(join(folder, 'meminfo'), 'MemTotal:        1024 kB\n');
  parts = new Map();
  refused = 0;
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const md5 = createHash('md5').update(body);
      if (request.method === 'GET') response.end(request.url === '/tool' ? tool(join(folder, 'memory')) : manifest());
      else if ((refused -= 1) >= 0) response.writeHead(503).end();
      else if (md5.copy().digest('base64') !== request.headers['content-md5']) response.writeHead(400).end();
      else {
        parts.set(request.url ?? '', body);
        response.writeHead(200, { ETag: `"${md5.digest('hex')}"` }).end();
      }
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const base = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const manifest = (): string =>
  [1, 2, 3, 4, 5, 6].map((part) => `${JSON.stringify({ part, url: `${base()}/part-${part}?a=1&b=2` })}\n`).join('');

const run = (text: string): Promise<Run> => {
  const path = join(folder, 'script.sh');
  writeFileSync(path, text, { mode: 0o700 });
  return new Promise((resolve) =>
    execFile(path, { encoding: 'utf8' }, (error, output, errors) =>
      resolve({ code: error ? Number(error.code) : 0, output, errors }),
    ),
  );
};
const capture = (sha256?: string): Promise<Run> => {
  const hash = createHash('sha256')
    .update(tool(join(folder, 'memory')))
    .digest('hex');
  const lines = linuxCapture({
    nonce: "NONCE='nonce-0001'",
    manifestUrl: `MANIFEST_URL='${base()}/manifest'`,
    partSize: "PART_SIZE='1048576'",
    toolUrl: `TOOL_URL='${base()}/tool'`,
    toolSha256: `TOOL_SHA256='${sha256 ?? hash}'`,
    device: "EVIDENCE_DEVICE=''",
    mount: "EVIDENCE_MOUNT=''",
  });
  // The same script on folders of the test's own: nobody needs to be root for it.
  const text = lines
    .map(String)
    .join('\n')
    .replaceAll('/run/$NONCE', `${folder}/run/$NONCE`)
    .replaceAll('/var/tmp', join(folder, 'var-tmp'))
    .replaceAll('/proc/meminfo', join(folder, 'meminfo'));
  return run(text);
};
const end = ({ output, code, errors }: Run) =>
  hostReport({ status: '', details: '', code, output, errors, startedAt: '', endedAt: '' });

describe('the capture script, in a real shell', () => {
  it('sends the whole image in parts and reports each as we read it', async () => {
    const report = end(await capture());
    if (!('done' in report)) throw new Error(JSON.stringify(report));
    const whole = Buffer.concat(report.parts.map(({ part }) => parts.get(`/part-${part}?a=1&b=2`) ?? Buffer.alloc(0)));
    expect(whole.equals(memory)).toBe(true);
    expect(report.done).toMatchObject({
      bytes: memory.length,
      sha256: createHash('sha256').update(memory).digest('hex'),
      tool: 'avml 0.19.0',
    });
    for (const { part, sha256, etag } of report.parts) {
      const body = parts.get(`/part-${part}?a=1&b=2`) ?? Buffer.alloc(0);
      expect(sha256).toBe(createHash('sha256').update(body).digest('hex'));
      expect(etag).toBe(`"${createHash('md5').update(body).digest('hex')}"`);
    }
  });

  it('is carried out once for a nonce: the second run tells what the first one did', async () => {
    const first = await capture();
    const sent = parts.size;
    parts.clear();
    const second = await capture();
    expect(sent).toBe(5);
    expect(parts.size).toBe(0);
    expect(second).toEqual(first);
  });

  it('tries a part again when S3 is busy', async () => {
    refused = 2;
    expect((await capture()).code).toBe(0);
  }, 20_000);

  it('runs no tool that is not the signed one', async () => {
    const ended = await capture('0'.repeat(64));
    expect(ended.code).toBe(13);
    expect(end(ended)).toMatchObject({ error: 'tool-hash' });
    expect(parts.size).toBe(0);
  });
});

describe('the probe, in a real shell', () => {
  it('answers one line that we can read', async () => {
    const { code, output } = await run(linuxProbe.join('\n'));
    expect(code).toBe(0);
    const facts = linuxFacts.parse(JSON.parse(output));
    expect(facts.memoryBytes).toBeGreaterThan(0);
    expect(facts.kernel.length).toBeGreaterThan(0);
  });
});
