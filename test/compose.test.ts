import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { parse } from 'yaml';

const ROOT = resolve(import.meta.dirname, '..');
const SCHEMA = join(ROOT, 'test', 'support', 'schemas', 'compose-spec.json');

type Health = { readonly test: readonly string[] };
type Service = {
  readonly image?: string;
  readonly build?: string;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: Health;
  readonly volumes?: readonly string[];
  readonly configs?: readonly { readonly source: string }[];
  readonly networks?: readonly string[];
  readonly ports?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly restart?: string;
};
type Compose = {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes?: Readonly<Record<string, unknown>>;
  readonly configs?: Readonly<Record<string, unknown>>;
  readonly networks?: Readonly<Record<string, unknown>>;
};

const text = readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8');
const compose = (): Compose => parse(text) as Compose;

// The schema names draft 7 by an address that Ajv does not list.
const { $schema: _, ...schema } = JSON.parse(readFileSync(SCHEMA, 'utf8')) as Record<string, unknown>;
const ajv = new Ajv({ strict: false, allErrors: true });
const isCompose = ajv.compile(schema);

/** What the file is not valid for, by the Compose specification's own schema. */
const invalid = (file: unknown): readonly string[] =>
  isCompose(file) ? [] : (isCompose.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);

/** What the file refers to and does not have. */
const dangling = ({ services, volumes = {}, configs = {}, networks = {} }: Compose): readonly string[] =>
  Object.entries(services).flatMap(([name, service]) => [
    ...Object.entries(service.depends_on ?? {}).flatMap(([other, { condition }]) => {
      const needed = services[other];
      if (!needed) return [`${name} depends on ${other}, which there is not`];
      if (condition === 'service_healthy' && !needed.healthcheck)
        return [`${name} waits for the health of ${other}, which has no check`];
      if (condition === 'service_completed_successfully' && !needed.restart?.startsWith('on-failure'))
        return [`${name} waits for the end of ${other}, which does not end`];
      return [];
    }),
    ...(service.volumes ?? [])
      .map((volume) => volume.split(':')[0] ?? '')
      .filter((volume) => /^\w/.test(volume) && !(volume in volumes))
      .map((volume) => `${name} mounts ${volume}, which is not declared`),
    ...(service.configs ?? [])
      .filter(({ source }) => !(source in configs))
      .map(({ source }) => `${name} reads ${source}, which is not declared`),
    ...(service.networks ?? [])
      .filter((network) => !(network in networks))
      .map((network) => `${name} joins ${network}, which is not declared`),
  ]);

describe('docker-compose.yml', () => {
  it('is valid by the Compose specification', () => {
    expect(invalid(compose())).toEqual([]);
  });

  it('refers to nothing that it does not have', () => {
    expect(dangling(compose())).toEqual([]);
  });

  it('declares no volume or config that nobody uses', () => {
    const { services, volumes = {}, configs = {} } = compose();
    const used = Object.values(services).flatMap((service) => [
      ...(service.volumes ?? []).map((volume) => volume.split(':')[0]),
      ...(service.configs ?? []).map(({ source }) => source),
    ]);
    for (const name of [...Object.keys(volumes), ...Object.keys(configs)]) expect(used).toContain(name);
  });

  it('holds Temporal, PostgreSQL and the worker, each watched and started again', () => {
    const { services } = compose();
    for (const name of ['postgresql', 'temporal', 'worker'])
      expect(services[name]).toMatchObject({ restart: 'unless-stopped', healthcheck: { test: expect.any(Array) } });
  });

  it('opens ports to this host only', () => {
    const ports = Object.values(compose().services).flatMap((service) => service.ports ?? []);
    expect(ports.length).toBeGreaterThan(0);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  it('gives every duration in units that Compose knows', () => {
    const durations = [...text.matchAll(/^ +(interval|timeout|start_period|stop_grace_period): (.+)$/gm)];
    expect(durations.length).toBeGreaterThan(5);
    for (const [, , duration] of durations) expect(duration).toMatch(/^\d+(us|ms|s|m|h)$/);
  });

  it('pins every image to a version', () => {
    for (const { image } of Object.values(compose().services)) expect(image).toMatch(/^[a-z/-]+:\d+(\.\d+)+$/);
  });

  it('holds no secret: passwords come from outside, and without them nothing starts', () => {
    const values = Object.values(compose().services).flatMap((service) => Object.entries(service.environment ?? {}));
    const secrets = values.filter(([name]) => /PASSWORD|PWD|SECRET|KEY|TOKEN/.test(name));
    expect(secrets.length).toBeGreaterThan(0);
    for (const [, value] of secrets) expect(value).toMatch(/^\$\{\w+:\?/);
  });

  it('builds the worker from this clone, at the version that it is', () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { readonly version: string };
    const worker = compose().services['worker'];
    expect(worker?.image).toBe(`firebreak-worker:${version}`);
    expect(existsSync(join(ROOT, worker?.build ?? '', 'Dockerfile'))).toBe(true);
  });

  const broken: readonly [string, (file: Compose) => unknown, RegExp][] = [
    [
      'a service with a misspelt member',
      (file) =>
        ((file.services as Record<string, Service>)['worker'] = { ...file.services['worker'], imagee: 'x' } as Service),
      /additional properties/,
    ],
    [
      'an interval that is no text',
      (file) => ((file.services as Record<string, Service>)['worker'] = { healthcheck: { interval: 5 } } as never),
      /must be string/,
    ],
    [
      'ports that are no list',
      (file) => ((file.services as Record<string, Service>)['worker'] = { ports: { a: 1 } } as never),
      /must be array/,
    ],
    ['a top-level member that there is not', (file) => Object.assign(file, { servces: {} }), /additional properties/],
  ];
  it.each(broken)('would be found invalid with %s', (_what, breakIt, complaint) => {
    const file = structuredClone(compose()) as Compose;
    breakIt(file);
    expect(invalid(file)).toContainEqual(expect.stringMatching(complaint));
  });

  const loose: readonly [string, (file: Compose) => unknown, RegExp][] = [
    ['a dependency', ({ services }) => delete (services as Record<string, Service>)['temporal'], /depends on temporal/],
    ['a volume', ({ volumes }) => delete (volumes as Record<string, unknown>)['ledger'], /mounts ledger/],
    ['a config', ({ configs }) => delete (configs as Record<string, unknown>)['firebreak'], /reads firebreak/],
    [
      'a health check',
      ({ services }) => delete (services['postgresql'] as { healthcheck?: Health }).healthcheck,
      /health of postgresql/,
    ],
  ];
  it.each(loose)('would be found loose without %s', (_what, breakIt, complaint) => {
    const file = structuredClone(compose()) as Compose;
    breakIt(file);
    expect(dangling(file)).toContainEqual(expect.stringMatching(complaint));
  });
});
