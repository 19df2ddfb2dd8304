import { expect, test } from '@jest/globals';
import { cannotCompile, matches } from '../../../sandbox/protocols/patterns.js';
import type { Shape } from '../../../sandbox/protocols/shapes.js';
import { modelOf, models } from './wire.js';

test('a service is found by its signing name, in its newest version', () => {
  expect(models.bySigningName('ec2')).toMatchObject({ folder: 'ec2', protocol: 'ec2', apiVersion: '2016-11-15' });
  expect(models.bySigningName('ssm')).toMatchObject({ folder: 'ssm', protocol: 'json' });
  expect(models.bySigningName('guardduty')).toMatchObject({ folder: 'guardduty', protocol: 'rest-json' });
  expect(models.bySigningName('s3')).toMatchObject({ folder: 's3', protocol: 'rest-xml' });
  expect(models.bySigningName('no-such-service')).toBeUndefined();
});

test('of two services with one signing name, the version says which is meant', () => {
  expect(models.bySigningName('elasticloadbalancing', '2012-06-01')?.folder).toBe('elb');
  expect(models.bySigningName('elasticloadbalancing', '2015-12-01')?.folder).toBe('elbv2');
  expect(models.bySigningName('elasticloadbalancing', '1999-01-01')).toBeUndefined();
});

test('names that every JavaScript object has are no operations, services or errors', () => {
  for (const name of ['constructor', 'toString', '__proto__']) {
    expect(modelOf('ec2').operation(name)).toBeUndefined();
    expect(modelOf('iam').error(name)).toBeUndefined();
    expect(models.bySigningName(name)).toBeUndefined();
  }
});

test('an error is found by its name in the model and by its code on the wire', () => {
  const model = modelOf('iam');
  expect(model.error('NoSuchEntity')).toBe(model.error('NoSuchEntityException'));
  expect(model.error('NoSuchEntity')?.error).toMatchObject({ httpStatusCode: 404 });
});

const patternsIn = (folder: string): readonly string[] => {
  const found = new Set<string>();
  const seen = new Set<string>();
  const visit = (shape: Shape): void => {
    if (seen.has(shape.name)) return;
    seen.add(shape.name);
    if (shape.type === 'structure') for (const member of shape.members.values()) visit(member);
    else if (shape.type === 'list') visit(shape.element);
    else if (shape.type === 'map') [shape.key, shape.value].forEach(visit);
    else if (shape.pattern !== undefined) found.add(shape.pattern);
  };
  for (const operation of modelOf(folder).operations()) visit(operation.input);
  return [...found];
};

test('every pattern of the services that matter can be checked', () => {
  const played = ['autoscaling', 'cloudtrail', 'ec2', 'elb', 'elbv2', 'guardduty', 'iam', 'kms', 's3', 's3control'];
  const patterns = [...played, 'securityhub', 'ssm', 'sts'].flatMap(patternsIn);
  expect(patterns.length).toBeGreaterThan(100);
  expect(cannotCompile(patterns)).toEqual([]);
});

test('a pattern that has no equal in JavaScript is passed by everything, and named', () => {
  expect(cannotCompile(['[a-z]+', '[0-9]{2}+'])).toEqual(['[0-9]{2}+']);
  expect(matches('[0-9]{2}+', 'anything')).toBe(true);
});

test('a pattern is about the whole value, unless it is only a beginning', () => {
  expect(matches('[\\w+=,.@-]+', 'a name')).toBe(false);
  expect(matches('a|b', 'ab')).toBe(false);
  expect(matches('^arn:aws:securityhub:.*', 'arn:aws:securityhub:x')).toBe(true);
  expect(matches('(?i)all|[0-9]{12}', 'ALL')).toBe(true);
  expect(matches('(?s).*', 'two\nlines')).toBe(true);
});

test('a value that would take for ever to match is refused', () => {
  expect(matches('(a+)+', `${'a'.repeat(60)}b`)).toBe(false);
  expect(matches('.*.*.*=', 'a'.repeat(100_000))).toBe(false);
});
