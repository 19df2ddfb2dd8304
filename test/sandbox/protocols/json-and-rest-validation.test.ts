import { describe, expect, test } from '@jest/globals';
import { invalidInput } from '../../../sandbox/protocols/validate-input.js';
import { refusal } from './refusal.js';
import { jsonRequest, problemsOf, rawRequest, reads } from './wire.js';

describe('JSON services', () => {
  test('wrong types are a serialization error, whatever else is wrong', () => {
    expect(refusal('ssm', jsonRequest('AmazonSSM.SendCommand', '{"InstanceIds":"i-1"}'))).toBe(
      '400 SerializationException: Expected list or null',
    );
    expect(refusal('ssm', jsonRequest('AmazonSSM.ListCommands', '{"MaxResults":"5"}'))).toBe(
      '400 SerializationException: STRING_VALUE can not be converted to an Integer',
    );
    expect(refusal('kms', jsonRequest('TrentService.Decrypt', '{"CiphertextBlob":"***"}'))).toContain(
      'SerializationException',
    );
  });

  test('lengths, patterns, enums and ranges, with their place', () => {
    expect(refusal('ssm', jsonRequest('AmazonSSM.SendCommand', '{"DocumentName":"a b"}'))).toBe(
      "400 ValidationException: 1 validation error detected: Value 'a b' at 'documentName' failed to satisfy constraint: " +
        'Member must satisfy regular expression pattern: ^[a-zA-Z0-9_\\-.:/]{3,128}$',
    );
    const target = jsonRequest('AmazonSSM.SendCommand', '{"DocumentName":"abc","Targets":[{"Key":"","Values":["a"]}]}');
    expect(refusal('ssm', target)).toContain("at 'targets.1.member.key' failed to satisfy constraint");
    expect(refusal('cloudtrail', jsonRequest('CloudTrail_20131101.LookupEvents', '{"MaxResults":51}'))).toBe(
      "400 ValidationException: 1 validation error detected: Value '51' at 'maxResults' failed to satisfy constraint: " +
        'Member must have value less than or equal to 50',
    );
    expect(refusal('kms', jsonRequest('TrentService.CreateKey', '{"KeyUsage":"OPEN_DOORS"}'))).toContain(
      "at 'keyUsage' failed to satisfy constraint: Member must satisfy enum value set: [SIGN_VERIFY",
    );
    expect(refusal('kms', jsonRequest('TrentService.Decrypt', '{"CiphertextBlob":""}'))).toContain(
      'length greater than',
    );
  });

  test('null is absent, but not in a list', () => {
    const raw = jsonRequest('AmazonSSM.SendCommand', '{"DocumentName":"abc","InstanceIds":null,"Comment":null}');
    expect(reads(raw, 'ssm').input).toEqual({ DocumentName: 'abc' });
    expect(
      problemsOf(jsonRequest('AmazonSSM.SendCommand', '{"DocumentName":"abc","InstanceIds":[null]}'), 'ssm'),
    ).toEqual([{ kind: 'missing', path: ['InstanceIds', 1] }]);
  });
});

describe('REST services', () => {
  test('call it as the operation says', () => {
    const findings = rawRequest({ target: '/detector/d/findings/get', body: '{"findingIds":"a"}' });
    expect(refusal('guardduty', findings)).toBe('400 BadRequestException: Expected list or null');
    const many = rawRequest({ target: '/detector/d/findings', body: '{"maxResults":51}' });
    expect(refusal('guardduty', many)).toContain(
      '400 BadRequestException: The request is rejected because the parameter',
    );
    expect(refusal('securityhub', rawRequest({ target: '/findings', body: '{"MaxResults":101}' }))).toContain(
      "400 InvalidInputException: 1 validation error detected: Value '101' at 'maxResults'",
    );
  });

  test('say the kind of error in the member that they have for it', () => {
    const raw = rawRequest({ target: '/findings', body: '{"MaxResults":101}' });
    const { model, operation } = reads(raw, 'securityhub');
    expect(invalidInput(model, operation, problemsOf(raw, 'securityhub')).members).toEqual({
      Code: 'InvalidInputException',
    });
  });

  test('S3 tells what is wrong in the body from what is wrong elsewhere', () => {
    const lock = rawRequest({
      method: 'PUT',
      target: '/b/k?retention',
      body: '<Retention><Mode>SOFT</Mode></Retention>',
    });
    expect(refusal('s3', lock)).toContain('400 MalformedXML');
    expect(refusal('s3', rawRequest({ method: 'GET', target: '/b?list-type=2&max-keys=all' }))).toContain(
      'InvalidArgument',
    );
    expect(refusal('s3', rawRequest({ method: 'GET', target: '/b/k?attributes' }))).toContain('InvalidRequest');
  });
});
