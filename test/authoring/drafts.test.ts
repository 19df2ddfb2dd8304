import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const ROOT = resolve(import.meta.dirname, '..', '..');
const sources = ['activities', 'authoring', 'cli', 'ledger', 'sandbox', 'test', 'worker', 'workflows'];
const settings = ['.oxlintrc.json', '.prettierrc.json', 'jest.config.js', 'package.json', 'tsconfig.json'];

/** What one program said, and how it ended. */
type Told = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** The tree without what it has produced: what is written goes in here. */
let clone: string;
beforeAll(() => {
  clone = mkdtempSync(join(tmpdir(), 'firebreak-clone-'));
  for (const part of [...sources, ...settings]) cpSync(join(ROOT, part), join(clone, part), { recursive: true });
  for (const part of ['node_modules', 'dist']) symlinkSync(join(ROOT, part), join(clone, part));
  mkdirSync(join(clone, '.firebreak'));
  cpSync(join(ROOT, '.firebreak', 'parts.json'), join(clone, '.firebreak', 'parts.json'));
});
afterAll(() => rmSync(clone, { recursive: true, force: true }));

const run = async (program: string, ...args: readonly string[]): Promise<Told> => {
  const PATH = [dirname(process.execPath), process.env['PATH']].join(':');
  const env = { PATH, HOME: process.env['HOME'], NODE_NO_WARNINGS: '1' };
  const child = spawn(process.execPath, [program, ...args], { cwd: clone, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const code = new Promise<number | null>((settle) => child.once('close', settle));
  const [stdout, stderr] = await Promise.all([buffer(child.stdout), buffer(child.stderr)]);
  return { code: await code, stdout: stdout.toString(), stderr: stderr.toString() };
};
const newAction = (...args: readonly string[]) => run('authoring/new-action.mjs', ...args);
const newPlaybook = (...args: readonly string[]) => run('authoring/new-playbook.mjs', ...args);
const modules = (file: string): string => join('node_modules', file);

/** Every file that a draft could end up in, with its text. */
const tree = (): ReadonlyMap<string, string> =>
  new Map(
    ['activities', 'workflows', 'test']
      .flatMap((room) =>
        readdirSync(join(clone, room), { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name)),
      )
      .map((file) => [file, readFileSync(file, 'utf8')]),
  );

describe('a draft is refused, and nothing is written', () => {
  const action = (...args: readonly string[]) => [newAction, args] as const;
  const playbook = (...args: readonly string[]) => [newPlaybook, args] as const;

  it.each([
    ['without a name', action('--service', 'ec2'), 'A name is missing.'],
    ['with a name of one word', action('stop', '--service', 'ec2'), 'choose one like stop-instance'],
    ['with a name in another case', action('stopInstance', '--service', 'ec2'), '"stopInstance" is no name for it.'],
    ['with a path for a name', playbook('../stop-instance'), '"../stop-instance" is no name for it.'],
    ['without a service', action('stop-instance'), '--service is missing.'],
    ['for a service that nobody has a client of', action('stop-it', '--service', 'sqs'), 'There is no service "sqs".'],
    ['with an effect that there is not', action('stop-it', '--service', 'ec2', '--effect', 'undo'), 'change, collect'],
    ['with an option that there is not', action('stop-it', '--region', 'eu-west-1'), "Unknown option '--region'"],
    ['when npm has kept the options', action('stop-it', 'ec2'), 'Options stand after `--`'],
    ['with the name of an action of another service', action('isolate-instance', '--service', 'ssm'), 'is taken'],
    ['with the name of another playbook', playbook('contain-instance'), 'is taken'],
  ])('%s', async (_, [draft, args], why) => {
    const before = tree();
    const { code, stderr } = await draft(...args);
    expect(code).toBe(1);
    expect(stderr).toContain(why);
    expect(stderr).toContain('fix: ');
    expect(tree()).toEqual(before);
  });
});

describe('drafts', () => {
  const drafted: string[] = [];
  beforeAll(async () => {
    const before = tree();
    const told = [
      await newAction('watch-instance', '--service', 'ec2'),
      await newAction('keep-checks', '--service', 'ec2', '--effect', 'collect'),
      await newAction('read-checks', '--service', 'ssm', '--effect', 'observe'),
      await newPlaybook('watch-closely'),
    ];
    expect(told.map(({ code, stderr }) => [code, stderr])).toEqual(told.map(() => [0, '']));
    drafted.push(...[...tree()].filter(([file, text]) => before.get(file) !== text).map(([file]) => file));
  });

  it('are an action or a playbook, its test, its row of the matrix, and its line', () => {
    const expected = [
      'activities/ec2/watch-instance.ts',
      'activities/ec2/keep-checks.ts',
      'activities/ssm/read-checks.ts',
      'workflows/playbooks/watch-closely.ts',
    ];
    const beside = (file: string, what: string): string => join('test', file.replace(/\.ts$/, `.${what}.ts`));
    const files = expected.flatMap((file) => [
      file,
      beside(file, 'test'),
      ...(file.startsWith('activities') ? [beside(file, 'row')] : []),
    ]);
    const lists = ['activities/catalogue.ts', 'test/activities/matrix/host-rows.ts', 'workflows/playbooks/registry.ts'];
    expect([...drafted].sort()).toEqual([...files, ...lists].map((file) => join(clone, file)).sort());
  });

  it.each([
    ['activities/catalogue.ts', './ec2/watch-instance.js'],
    ['test/activities/matrix/host-rows.ts', '../ec2/watch-instance.row.js'],
  ])('stand in %s with an import in the order of the others', (list, path) => {
    const text = readFileSync(join(clone, list), 'utf8');
    const paths = [...text.matchAll(/from '(\.{1,2}\/[a-z0-9]+\/.+)';/g)].map(([, from = '']) => from);
    expect(paths).toContain(path);
    expect(paths).toEqual([...paths].sort());
    expect(text).toMatch(/,\n {2}watchInstance,\n {2}keepChecks,\n {2}readChecks,\n\];\n$/);
  });

  it('are as the house formats, and pass its linter and its compiler', async () => {
    const project = { extends: './tsconfig.json', include: [], files: drafted };
    writeFileSync(join(clone, 'tsconfig.drafts.json'), JSON.stringify(project));
    const checks = [
      await run(modules('prettier/bin/prettier.cjs'), '--check', ...drafted),
      await run(modules('oxlint/bin/oxlint'), '--type-aware', '--deny-warnings', ...drafted),
      await run(modules('typescript/bin/tsc'), '-p', 'tsconfig.drafts.json'),
    ];
    for (const { code, stdout, stderr } of checks) expect([code, code === 0 ? '' : stdout + stderr]).toEqual([0, '']);
  }, 240_000);

  it('pass their tests, and those that every action and playbook has to', async () => {
    const tests = drafted.filter((file) => file.endsWith('.test.ts'));
    const jest = [modules('jest/bin/jest.js'), '--maxWorkers=2', '--testTimeout=150000'];
    const told = await run('--experimental-vm-modules', ...jest, ...tests, 'test/architecture/catalogue.test.ts');
    expect([told.code, told.code === 0 ? '' : told.stderr]).toEqual([0, '']);
    expect(told.stderr).toMatch(/Test Suites: 5 passed, 5 total/);
  }, 400_000);

  it('have a row in the matrix, and every cell of it holds', async () => {
    const mine = ['every action', 'watchInstance', 'keepChecks', 'readChecks'].join('|');
    const jest = [modules('jest/bin/jest.js'), '--maxWorkers=2', '-t', `^(${mine})`];
    const files = ['every-action', 'hosts'].map((name) => `test/activities/matrix/${name}.test.ts`);
    const told = await run('--experimental-vm-modules', ...jest, ...files);
    expect([told.code, told.code === 0 ? '' : told.stderr]).toEqual([0, '']);
    expect(told.stderr).toMatch(/Test Suites: 2 passed, 2 total/);
  }, 400_000);
});
