import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createSecureServer, type Http2SecureServer } from 'node:http2';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createServer, type Server } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { NativeConnection } from '@temporalio/worker';
import { lazyTemporal } from '../../cli/session/temporal.js';
import { ConfigError, loadConfig, type Config } from '../../worker/config.js';
import { temporalConnection } from '../../worker/temporal-connection.js';
import { CertificateAuthority } from '../support/certificates.js';
import { program, runProgram, type Told } from '../support/stack/program.js';
import { startTemporal } from '../support/temporal.js';

const serverName = 'temporal.internal';
const folder = mkdtempSync(join(tmpdir(), 'firebreak-tls-'));
mkdirSync(join(folder, 'logs'));
const authority = new CertificateAuthority(folder);
const [server, client] = [authority.issue(serverName), authority.issue('firebreak')];
const stranger = new CertificateAuthority(folder, 'another-ca').issue('stranger');

const configured = (temporal: object): Config => {
  const file = join(folder, 'firebreak.yaml');
  writeFileSync(file, JSON.stringify({ temporal, ledger: { path: 'ledger.db', key: 'signing.key' } }));
  return loadConfig(file);
};
const portOf = (listening: Server | Http2SecureServer): string =>
  `127.0.0.1:${(listening.address() as AddressInfo).port}`;

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a Temporal that demands a client certificate', () => {
  let temporal: TestWorkflowEnvironment;
  let door: Server;
  let trusted: { readonly serverName: string; readonly caFile: string };
  beforeAll(async () => {
    temporal = await startTemporal();
    const [host, port] = temporal.address.split(':');
    door = createServer(
      {
        cert: readFileSync(server.certFile),
        key: readFileSync(server.keyFile),
        ca: readFileSync(authority.file),
        requestCert: true,
        rejectUnauthorized: true,
        ALPNProtocols: ['h2'],
      },
      (inside) => {
        const outside = connect(Number(port), host);
        inside.on('error', () => outside.destroy()).pipe(outside);
        outside.on('error', () => inside.destroy()).pipe(inside);
      },
    ).listen(0, '127.0.0.1');
    await once(door, 'listening');
    trusted = { serverName, caFile: authority.file };
  });
  afterAll(async () => {
    door?.close();
    await temporal?.teardown();
  });

  const status = (): Promise<Told> => runProgram(folder, {}, ['status', '--json']);

  it('is served by a worker and asked by commands that have one', async () => {
    configured({ address: portOf(door), tls: { ...trusted, ...client } });
    expect((await status()).json()).toMatchObject({ temporal: { ok: true }, worker: { ok: false } });
    const worker = spawn(process.execPath, [program, 'worker'], {
      cwd: join(folder, 'logs'),
      env: { PATH: process.env['PATH'], FIREBREAK_HOME: folder, NODE_NO_WARNINGS: '1' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const gone = once(worker, 'exit');
    const [line] = (await once(createInterface(worker.stdout), 'line')) as [string];
    expect(JSON.parse(line)).toMatchObject({ ready: true });
    expect((await status()).json()).toMatchObject({ temporal: { ok: true }, worker: { ok: true } });
    worker.kill('SIGTERM');
    expect(await gone).toEqual([0, null]);
  });

  it.each<[string, () => object | undefined]>([
    ['speaks no TLS', () => undefined],
    ['has no certificate', () => trusted],
    ['has one of another authority', () => ({ ...trusted, ...stranger })],
    ['expects the server under another name', () => ({ ...trusted, ...client, serverName: 'elsewhere.internal' })],
    ['trusts another authority', () => ({ ...trusted, ...client, caFile: join(folder, 'another-ca.pem') })],
  ])('does not answer who %s', async (_, make) => {
    const tls = make();
    const config = configured({ address: portOf(door), ...(tls && { tls }) });
    await expect(NativeConnection.connect(temporalConnection(config.temporal))).rejects.toThrow();
    const { client: connecting, close } = lazyTemporal(config);
    await expect(connecting()).rejects.toMatchObject({ code: 'temporal-unavailable' });
    await close();
  });
});

describe('an API key', () => {
  let heard: (string | undefined)[];
  let front: Http2SecureServer;
  beforeAll(async () => {
    // It hears who asks, and answers everything with gRPC's OK and an empty message.
    front = createSecureServer({ cert: readFileSync(server.certFile), key: readFileSync(server.keyFile) });
    front.on('stream', (stream, headers) => {
      heard.push(headers.authorization);
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
      stream.end(Buffer.alloc(5));
    });
    front.listen(0, '127.0.0.1');
    await once(front, 'listening');
  });
  afterAll(() => void front?.close());

  it.each([
    ['a file', () => ({ apiKeyFile: 'api.key' })],
    ['a variable', () => ({ apiKeyVariable: 'A_KEY_FOR_THIS_TEST' })],
  ])('from %s is shown to the server by worker and commands, and to nobody else', async (_, setting) => {
    heard = [];
    writeFileSync(join(folder, 'api.key'), 'key.of-a-test\n');
    process.env['A_KEY_FOR_THIS_TEST'] = 'key.of-a-test';
    const config = configured({
      address: portOf(front),
      tls: { serverName, caFile: authority.file },
      ...setting(),
    });
    expect(JSON.stringify(config)).not.toContain('key.of-a-test');
    const worker = await NativeConnection.connect(temporalConnection(config.temporal));
    await worker.close();
    const { client: connecting, close } = lazyTemporal(config);
    await connecting();
    await close();
    expect(heard.length).toBeGreaterThanOrEqual(2);
    expect(new Set(heard)).toEqual(new Set(['Bearer key.of-a-test']));
  });
});

describe('what a connection needs', () => {
  it('is named when it is not there, or is not what it should be', () => {
    writeFileSync(join(folder, 'text'), 'nothing of the kind');
    writeFileSync(join(folder, 'empty'), '\n');
    const problem = (settings: object): unknown => {
      const { temporal } = configured({ address: 'nowhere:7233', ...settings });
      try {
        return temporalConnection(temporal);
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigError);
        return (error as Error).message;
      }
    };
    expect(problem({ tls: { caFile: 'away.pem' } })).toMatch(/away\.pem, which temporal\.tls\.caFile names, cannot be/);
    expect(problem({ tls: { caFile: 'text' } })).toMatch(/text, which temporal\.tls\.caFile names, is no certificate/);
    expect(problem({ tls: { ...client, keyFile: 'text' } })).toMatch(/tls\.keyFile names, is no private key/);
    expect(problem({ tls: { ...client, keyFile: server.keyFile } })).toMatch(/is not the key of the certificate in/);
    expect(problem({ tls: {}, apiKeyFile: 'away.key' })).toMatch(/away\.key, which temporal\.apiKeyFile names, cannot/);
    expect(problem({ tls: {}, apiKeyFile: 'empty' })).toMatch(/empty holds no API key/);
    expect(problem({ tls: {}, apiKeyVariable: 'NO_SUCH_KEY' })).toMatch(/variable NO_SUCH_KEY holds no API key/);
  });

  it('is told by status, exit 2, rather than that Temporal does not answer', async () => {
    configured({ address: 'nowhere:7233', tls: { caFile: 'away.pem' } });
    const told = await runProgram(folder, {}, ['status', '--json']);
    expect({ code: told.code, error: told.json() }).toMatchObject({
      code: 2,
      error: { error: { code: 'config', message: expect.stringContaining('away.pem') } },
    });
  });
});
