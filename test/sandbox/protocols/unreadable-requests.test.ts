import { describe, expect, test } from '@jest/globals';
import { formRequest, jsonRequest, rawRequest, reads, unreadable } from './wire.js';

describe('what is no request of a service', () => {
  test.each([
    ['ec2', formRequest('Action=Nope&Version=2016-11-15'), 'unknown-operation 400 InvalidAction'],
    ['ec2', formRequest('Action=DescribeVpcs&Version=2006-06-26'), 'unknown-operation 400 InvalidAction'],
    ['sts', formRequest('Action=GetCallerIdentity'), 'unknown-operation 400 InvalidAction'],
    [
      'iam',
      formRequest(`Action=ListUsers&Version=2010-05-08&${'a.'.repeat(100)}=1`),
      'malformed 404 MalformedQueryString',
    ],
    ['ssm', jsonRequest('AmazonSSM.Nope', '{}'), 'unknown-operation 400 UnknownOperationException'],
    ['ssm', jsonRequest('TrentService.Decrypt', '{}'), 'unknown-operation 400 UnknownOperationException'],
    ['ssm', jsonRequest('AmazonSSM.ListCommands', '{'), 'malformed 400 SerializationException'],
    ['ssm', jsonRequest('AmazonSSM.ListCommands', '[]'), 'malformed 400 SerializationException'],
    ['guardduty', rawRequest({ method: 'GET', target: '/nope' }), 'unknown-operation 404 UnknownOperationException'],
    ['s3', rawRequest({ method: 'PATCH', target: '/bucket/key' }), 'unknown-operation 405 MethodNotAllowed'],
    ['s3', rawRequest({ method: 'GET', target: '/bucket/%ff' }), 'malformed 400 InvalidURI'],
    [
      's3',
      rawRequest({ method: 'PUT', target: '/bucket?versioning', body: '<a><b></a>' }),
      'malformed 400 MalformedXML',
    ],
    ['nothing-here', rawRequest({}), 'unknown-service 501 UnsupportedInSandbox'],
  ])('%s: %#', (service, raw, expected) => {
    expect(unreadable(raw, service)).toBe(expected);
  });

  test('STS says which operation of which version it has not', () => {
    const absent = formRequest('Action=GetCallerIdentity');
    expect(() => reads(absent, 'sts')).toThrow(
      'Could not find operation GetCallerIdentity for version NO_VERSION_SPECIFIED',
    );
  });
});
