import { describe, expect, it } from '@jest/globals';
import { linuxRungs, windowsRungs } from '../../../activities/ssm/memory-facts.js';

const gib = 2 ** 30;
const tools = {
  avml: { key: 'tools/avml', sha256: '0'.repeat(64), version: '0.19.0' },
  ec2rescue: { key: 'tools/ec2rescue.zip', sha256: '0'.repeat(64), version: '1.1.7' },
};
const linux = {
  os: 'Amazon Linux 2023',
  kernel: '6.1.112',
  arch: 'x86_64',
  memoryBytes: 4 * gib,
  diskFreeBytes: gib,
  lockdown: 'none',
  source: true,
  missing: [],
};
const windows = {
  os: 'Windows Server 2022',
  build: '10.0.20348',
  arch: 'AMD64',
  memoryBytes: 4 * gib,
  diskFreeBytes: 8 * gib,
  pagefileBytes: gib,
  dumps: [{ path: 'C:\\Windows\\MEMORY.DMP', bytes: gib }],
};

describe('the ways to memory on Linux', () => {
  it('are AVML, where nothing speaks against it', () => {
    expect(linuxRungs(linux, tools).filter(({ possible }) => possible)).toMatchObject([{ name: 'avml' }]);
  });

  it.each([
    ['AVML is built for x86_64', { arch: 'aarch64' }, tools],
    ['locked down (integrity)', { lockdown: 'integrity' }, tools],
    ['/proc/kcore', { source: false }, tools],
    ['no curl, flock', { missing: ['curl', 'flock'] }, tools],
    ['vault.tools.avml', {}, {}],
  ])('are none, with the reason, where %s', (reason, facts, configured) => {
    const rungs = linuxRungs({ ...linux, ...facts }, configured);
    expect(rungs.every(({ possible }) => !possible)).toBe(true);
    expect(rungs[0]?.reason).toContain(reason);
    expect(rungs.every((one) => one.reason.length > 20)).toBe(true);
  });
});

describe('the ways to memory on Windows', () => {
  it('are what earlier crashes left, and never live memory', () => {
    expect(windowsRungs(windows, tools)).toMatchObject([
      { name: 'live-ram', possible: false },
      { name: 'ec2rescue-dumps', possible: true },
      { name: 'diagnostic-interrupt', possible: false },
    ]);
  });

  it.each([
    ['no MEMORY.DMP', { dumps: [] }, tools],
    ['free', { diskFreeBytes: 1 }, tools],
    ['vault.tools.ec2rescue', {}, {}],
  ])('are none, with the reason, where %s', (reason, facts, configured) => {
    const rungs = windowsRungs({ ...windows, ...facts }, configured);
    expect(rungs.every(({ possible }) => !possible)).toBe(true);
    expect(rungs[1]?.reason).toContain(reason);
  });
});
