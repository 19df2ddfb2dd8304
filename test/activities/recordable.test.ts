import { describe, expect, it } from '@jest/globals';
import { recordable, targetOf } from '../../activities/aws/recordable.js';
import { canonical } from '../../ledger/canonical.js';

describe('what is recorded of an AWS input or output', () => {
  it('is plain JSON that has one canonical form, whatever the SDK hands over', () => {
    const odd = {
      at: new Date('2026-11-22T00:00:00Z'),
      bytes: new Uint8Array([1, 2, 3]),
      none: undefined,
      list: [undefined, () => 1, Symbol('s'), 1n],
      deep: { is: { here: true } },
    };
    const kept = recordable(odd);
    expect(kept).toEqual({
      at: '2026-11-22T00:00:00.000Z',
      bytes: '3 bytes',
      list: [null, null, null, null],
      deep: { is: { here: true } },
    });
    expect(() => canonical(kept)).not.toThrow();
  });

  it.each(['SecretAccessKey', 'SessionToken', 'Password', 'PrivateKey', 'UserData'])('never holds a %s', (name) => {
    const kept = recordable({ Credentials: { [name]: 's3cr3t', AccessKeyId: 'AKIA' }, list: [{ [name]: 's3cr3t' }] });
    expect(JSON.stringify(kept)).not.toContain('s3cr3t');
    expect(kept).toMatchObject({ Credentials: { AccessKeyId: 'AKIA' } });
  });

  it('leaves response metadata out, and bounds strings and lists', () => {
    const kept = recordable({ $metadata: { requestId: 'r' }, text: 'x'.repeat(10_000), list: Array(20_000).fill(1) });
    expect(kept).not.toHaveProperty('$metadata');
    expect((kept as { text: string }).text).toHaveLength(4_097);
    expect((kept as { list: unknown[] }).list).toHaveLength(10_000);
  });
});

describe('a presigned address', () => {
  const address =
    'https://vault.s3.eu-west-1.amazonaws.com/key?X-Amz-Credential=ASIAEXAMPLE%2F20261122%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Security-Token=IQoJb3JpZ2lu%2F%2F%3D&x-amz-signature=0123456789abcdef&x-id=PutObject';

  it('is recorded without what makes it work, wherever it stands', () => {
    const kept = recordable({ Parameters: { commands: [`MANIFEST_URL='${address}'`, 'set -u'] } });
    expect(JSON.stringify(kept)).not.toMatch(/IQoJ|0123456789abcdef/);
    expect(JSON.stringify(kept)).toContain('X-Amz-Credential=ASIAEXAMPLE');
    expect(JSON.stringify(kept)).toContain("x-id=PutObject'");
  });
});

describe('the target of a call', () => {
  it.each([
    [{ NetworkInterfaceId: 'eni-1', Groups: ['sg-1'] }, 'eni-1'],
    [{ InstanceId: 'i-1' }, 'i-1'],
    [{ InstanceIds: ['i-1', 'i-2'] }, 'i-1,i-2'],
    [{ InstanceSpecification: { InstanceId: 'i-3' } }, 'i-3'],
    [{ Filters: [{ Name: 'vpc-id', Values: ['vpc-1'] }] }, 'vpc-id=vpc-1'],
    [{ GroupName: 'q', VpcId: 'vpc-1' }, 'vpc-1'],
    [{}, '*'],
  ])('%j is %s', (input, target) => {
    expect(targetOf(input)).toBe(target);
  });
});
