import { describe, expect, it } from '@jest/globals';
import { catalogue } from '../../../activities/catalogue.js';
import { coverage } from '../../../sandbox/gateway/coverage.js';
import { FORWARDED } from '../../../sandbox/gateway/forwarded.js';
import { services } from '../../../sandbox/services/index.js';
import { models } from '../protocols/wire.js';

const table = coverage(models);

/** Permissions that are named otherwise than the operations that take them ("Service Authorization Reference"). */
const OPERATIONS: Readonly<Record<string, string>> = {
  // Passing a role is part of other operations.
  'iam:PassRole': 'ec2:AssociateIamInstanceProfile',
  'kms:ReEncryptFrom': 'kms:ReEncrypt',
  'kms:ReEncryptTo': 'kms:ReEncrypt',
  's3:DeleteObjectVersion': 's3:DeleteObject',
  's3:GetObjectVersion': 's3:GetObject',
  's3:ListAllMyBuckets': 's3:ListBuckets',
  's3:ListBucket': 's3:ListObjectsV2',
};

const permissions = catalogue.flatMap(({ name, permissions: each }) => each.map((one) => [one, name] as const));

describe('the table of what the sandbox answers', () => {
  it.each(services.map((service) => [service.model, service] as const))(
    'has no handler of %s that no request reaches',
    (model, { families }) => {
      const known = new Set(
        models
          .byFolder(model)
          ?.operations()
          .map(({ name }) => name),
      );
      const handlers = families.flatMap((family) => Object.keys(family));
      expect(handlers.filter((name) => !known.has(name))).toEqual([]);
      expect(handlers.filter((name, at) => handlers.indexOf(name) !== at)).toEqual([]);
    },
  );

  it('has each service once, under the name that signatures have', () => {
    expect(new Set(table.map(({ model }) => model)).size).toBe(table.length);
    for (const { model, name } of services) expect([model, models.byFolder(model)?.signingName]).toEqual([model, name]);
  });

  it('has no service that is both played and forwarded', () => {
    expect(services.filter(({ name }) => FORWARDED.has(name))).toEqual([]);
  });

  it('says of every operation of the model how it is answered', () => {
    const how = (model: string): Readonly<Record<string, string>> =>
      table.find((each) => each.model === model)?.operations ?? {};
    expect(how('ec2')).toMatchObject({ DescribeInstances: 'overlay', DescribeTransitGateways: 'not simulated' });
    expect(how('sns')).toMatchObject({ Publish: 'forwarded' });
    for (const { model, operations } of table) {
      const count = models.byFolder(model)?.operations().length;
      expect([model, Object.keys(operations).length]).toEqual([model, count]);
    }
  });
});

it.each(permissions)('%s, which %s asks for, can be tried in the sandbox', (permission) => {
  const [prefix, operation = ''] = (OPERATIONS[permission] ?? permission).split(':');
  const played = services.filter((service) => (service.prefix ?? service.name) === prefix);
  expect(played.some(({ families }) => families.some((family) => Object.hasOwn(family, operation)))).toBe(true);
});
