import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { STS } from '@aws-sdk/client-sts';
import { document } from '../../support/identities.js';
import { Bureau } from '../iam/bureau.js';

let bureau: Bureau;
beforeAll(async () => {
  bureau = await Bureau.open();
});
afterAll(() => bureau.close());

const resolve = async (principal: string) => {
  const { case: caseId, run } = await bureau.office.job('i-0123456789abcdef0');
  return bureau.office.engine('input.principal', { case: caseId, run, principal });
};
const refusal = (type: string, message: RegExp) => ({
  type,
  message: expect.stringMatching(message),
  details: [expect.stringMatching(/\w/)],
});

describe('who is meant', () => {
  it.each<[string, (name: string, arn: string) => string]>([
    ['a name', (name) => `user/${name}`],
    ['an ARN', (_, arn) => arn],
    ['a name with blanks around it', (name) => `  user/${name} `],
  ])('is a user, given %s', async (_, given) => {
    const { name, arn } = await bureau.user();
    expect(await resolve(given(name, arn))).toEqual({ arn, accessKeyId: null });
  });

  it('is a role with the path that AWS knows it by', async () => {
    const { Role } = await bureau.iam.createRole({
      RoleName: 'pathed',
      Path: '/team/web/',
      AssumeRolePolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      }),
    });
    expect(Role?.Arn).toBe('arn:aws:iam::111122223333:role/team/web/pathed');
    expect(await resolve('role/pathed')).toEqual({ arn: Role?.Arn, accessKeyId: null });
  });

  it('is the user who owns an access key', async () => {
    const { arn, key } = await bureau.user();
    expect(await resolve(key.accessKeyId)).toEqual({ arn, accessKeyId: key.accessKeyId });
  });

  it('is the role whose session a temporary key was, by what it did', async () => {
    const [role, by] = [await bureau.role(), (await bureau.user()).key];
    const session = await bureau.session(role, 'i-0aaaaaaaaaaaaaaaa', by);
    await expect(resolve(session.accessKeyId)).rejects.toMatchObject(refusal('Refused', /does not show \(yet\) whose/));
    await bureau.works(session);
    expect(await resolve(session.accessKeyId)).toEqual({ arn: role.arn, accessKeyId: session.accessKeyId });
  });

  it('is the user whose own session a temporary key was, federated or not', async () => {
    const { arn, key } = await bureau.user();
    const token = await bureau.token(key);
    await bureau.works(token);
    expect(await resolve(token.accessKeyId)).toEqual({ arn, accessKeyId: token.accessKeyId });
    const sts = new STS({ ...bureau.aws.config, credentials: key });
    const { Credentials } = await sts.getFederationToken({ Name: 'guest', Policy: document('Allow', '*') });
    sts.destroy();
    const federated = {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    };
    await bureau.works(federated);
    expect(await resolve(federated.accessKeyId)).toEqual({ arn, accessKeyId: federated.accessKeyId });
  });
});

describe('nobody is meant, and it says what to do instead,', () => {
  it('by the root user, their key or a session of theirs', async () => {
    const asRoot = refusal('Refused', /is of the root user/);
    await expect(resolve('arn:aws:iam::111122223333:root')).rejects.toMatchObject(asRoot);
    await expect(resolve(bureau.aws.credentials.accessKeyId)).rejects.toMatchObject(asRoot);
    const token = await bureau.token(bureau.aws.credentials);
    await bureau.works(token);
    await expect(resolve(token.accessKeyId)).rejects.toMatchObject(asRoot);
  });

  it('by a temporary key that did nothing, or is unknown', async () => {
    await expect(resolve('ASIAAAAAAAAAAAAAAAAA')).rejects.toMatchObject(refusal('Refused', /does not show/));
  });

  it('by a principal of another account', async () => {
    await expect(resolve('arn:aws:iam::999988887777:role/web')).rejects.toMatchObject({
      type: 'Refused',
      message: expect.stringContaining('in account 999988887777'),
    });
  });

  it.each(['user/nobody-here', 'role/nothing-here', 'AKIAAAAAAAAAAAAAAAAA'])(
    'by %s, which AWS does not know',
    async (text) => {
      await expect(resolve(text)).rejects.toMatchObject({ type: 'NotFound' });
    },
  );

  it.each([
    '',
    'alice',
    'group/admins',
    'arn:aws:s3:::bucket',
    'user/a b',
    'AKIA-SHORT',
    'arn:aws:iam::111122223333:user/',
  ])('by %p', async (text) => {
    await expect(resolve(text)).rejects.toMatchObject({ type: 'BadInput' });
  });
});
