import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accounts } from '../../sandbox/gateway/accounts.js';
import { rootOf } from '../../sandbox/gateway/credentials.js';
import { worldFiles } from '../../sandbox/gateway/world-files.js';
import { awsCli } from '../../sandbox/setup/test-packages.mjs';
import { EvidenceRoom } from '../activities/fixtures/evidence-room.js';
import { temporaryFolder } from '../ledger/fixtures/temporary.js';
import { environmentFor, python } from '../sandbox/clients/environment.js';
import { blocksBelow, consoleBlock } from './code-blocks.js';

// What the page says anybody can check is run as it stands there: by the AWS CLI, on an object of a real gateway.

const folder = temporaryFolder();
const [ofObject = '', ofDocument = ''] = blocksBelow('evidence.md', '## By hand', 'console').map(
  (block) => consoleBlock(block).script,
);

let room: EvidenceRoom;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  const home = await awsCli.find();
  if (home === null) throw new Error('The AWS CLI is not there: `npm test` installs it.');
  room = await EvidenceRoom.open();
  const credentials = rootOf(worldFiles(room.office.aws.world).credentials, accounts.forensics);
  env = { ...environmentFor({ ...room.office.aws, credentials }), HOME: folder, PYTHONPATH: home, PYTHON: python };
}, 60_000);
afterAll(() => room.office.close());

const bash = async (script: string): Promise<string> => {
  const commands = `aws() { "$PYTHON" -m awscli "$@"; }\nfirebreak() { cat document.json; }\n${script}`;
  return (await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', commands], { cwd: folder, env })).stdout;
};
const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

describe('docs/evidence.md', () => {
  it('verifies an object with the AWS CLI and sha256sum', async () => {
    const { key, versionId, content } = await room.keep();
    const filled = (hex: string): string =>
      ofObject
        .replaceAll('BUCKET', room.bucket)
        .replaceAll('KEY', key)
        .replaceAll('VERSION', versionId)
        .replaceAll('HEX', hex);
    const printed = await bash(filled(sha256(content)));
    expect(printed).toContain('evidence.bin: OK');
    expect(printed).toMatch(/"Mode": "GOVERNANCE"[\s\S]*"Status": "ON"[\s\S]*"IsLatest": true/);
    // One letter off is found before anything further is asked.
    const [get = '', check = ''] = filled(sha256('another')).split('\n');
    await expect(bash(`${get}\n${check}`)).rejects.toMatchObject({ stdout: expect.stringContaining('FAILED') });
  }, 60_000);

  it('verifies a document with sha256sum', async () => {
    const text = JSON.stringify({ content: Buffer.from('#!/bin/sh\n').toString('base64') });
    writeFileSync(join(folder, 'document.json'), text);
    const printed = await bash(ofDocument.replaceAll('sha256:…', 'x').replace('HEX', sha256('#!/bin/sh\n')));
    expect(printed).toBe(`${sha256(text)}  -\nevidence.bin: OK\n`);
  });
});
