import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { finding, openDesk, PRODUCT, type Desk } from './desk.js';

let desk: Desk;
beforeEach(() => {
  desk = openDesk();
});
afterEach(() => desk.close());

const later = { UpdatedAt: '2026-11-22T11:00:00Z' };
const update = (rest: object) =>
  desk.ask('BatchUpdateFindings', { FindingIdentifiers: [{ Id: 'a', ProductArn: PRODUCT }], ...rest });

describe('BatchImportFindings', () => {
  test('takes a finding in and fills in what is the same for all', () => {
    expect(desk.imported(finding('a'))).toEqual({ FailedCount: 0, SuccessCount: 1, FailedFindings: [] });
    expect(desk.got()).toMatchObject([
      {
        Id: 'a',
        ProductName: 'Default',
        CompanyName: 'Personal',
        Region: 'eu-west-1',
        Severity: { Label: 'HIGH', Normalized: 70 },
        FindingProviderFields: { Severity: { Label: 'HIGH' }, Types: ['TTPs/Discovery'] },
        Workflow: { Status: 'NEW' },
        RecordState: 'ACTIVE',
        ProductFields: { 'aws/securityhub/FindingId': `${PRODUCT}/a` },
      },
    ]);
  });

  test.each([
    ['another schema', { SchemaVersion: '2017-01-01' }],
    ['another account', { AwsAccountId: '444455556666' }],
    ['no severity', { Severity: undefined }],
    ['no type', { Types: undefined }],
    ['a type of an unknown namespace', { Types: ['Malware/Trojan'] }],
    ['a time that is none', { UpdatedAt: 'yesterday' }],
    ['a title too long', { Title: 'x'.repeat(257) }],
    ['no resource', { Resources: [] }],
    ['more than 240 KB', { ProductFields: { large: 'x'.repeat(250 * 1024) } }],
  ])('leaves out a finding with %s, and takes the others', (_what, wrong) => {
    const bad = { ...finding('bad'), ...wrong };
    expect(desk.imported(finding('good'), bad as never)).toMatchObject({
      FailedCount: 1,
      SuccessCount: 1,
      FailedFindings: [{ Id: 'bad', ErrorCode: 'InvalidInput' }],
    });
    expect(desk.ids()).toEqual(['good']);
  });

  test('refuses to import under a product of someone else', () => {
    const ProductArn = 'arn:aws:securityhub:eu-west-1::product/aws/guardduty';
    expect(desk.refused('BatchImportFindings', { Findings: [finding('a', { ProductArn })] })).toBe(
      'AccessDeniedException',
    );
  });

  test('updates a finding of the same id, unless it is older', () => {
    desk.imported(finding('a'));
    desk.imported(finding('a', { ...later, Title: 'Newer' }));
    desk.imported(finding('a', { Title: 'Older' }));
    expect(desk.got()).toMatchObject([{ Id: 'a', Title: 'Newer', UpdatedAt: later.UpdatedAt }]);
  });

  test('cannot change what customers work with: note, workflow, verification, own fields', () => {
    desk.imported(finding('a'));
    update({
      Note: { Text: 'ours', UpdatedBy: 'us' },
      Workflow: { Status: 'NOTIFIED' },
      UserDefinedFields: { k: 'v' },
    });
    const note = { Text: 'theirs', UpdatedBy: 'them', UpdatedAt: later.UpdatedAt };
    desk.imported(
      finding('a', {
        ...later,
        Note: note,
        Workflow: { Status: 'RESOLVED' },
        VerificationState: 'FALSE_POSITIVE',
        UserDefinedFields: { k: 'other' },
      }),
    );
    expect(desk.got()).toMatchObject([
      { Note: { Text: 'ours' }, Workflow: { Status: 'NOTIFIED' }, UserDefinedFields: { k: 'v' } },
    ]);
    expect(desk.got()[0]?.VerificationState).toBeUndefined();
  });

  test('changes the severity until a customer has set it', () => {
    const provider = (Label: 'LOW' | 'MEDIUM' | 'HIGH') => ({ FindingProviderFields: { Severity: { Label } } });
    desk.imported(finding('a'));
    desk.imported(finding('a', { ...later, ...provider('MEDIUM') }));
    expect(desk.got()[0]?.Severity?.Label).toBe('MEDIUM');
    update({ Severity: { Label: 'CRITICAL' } });
    desk.imported(finding('a', { ...later, ...provider('LOW') }));
    expect(desk.got()[0]).toMatchObject({
      Severity: { Label: 'CRITICAL', Normalized: 90 },
      FindingProviderFields: { Severity: { Label: 'LOW' } },
    });
  });

  test('makes a resolved finding new again when it comes back', () => {
    desk.imported(finding('a'));
    update({ Workflow: { Status: 'RESOLVED' } });
    desk.imported(finding('a', { ...later, RecordState: 'ARCHIVED' }));
    expect(desk.got()[0]?.Workflow?.Status).toBe('RESOLVED');
    desk.imported(finding('a', { ...later, RecordState: 'ACTIVE' }));
    expect(desk.got()[0]?.Workflow?.Status).toBe('NEW');
  });
});
