import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { document } from '../../support/identities.js';
import { actions, Bureau } from './bureau.js';
import { crowded } from './deny-user.row.js';

/** A certificate of nobody, valid for a hundred years. */
const certificate = `-----BEGIN CERTIFICATE-----
MIIBbzCCARWgAwIBAgIUHPBGgGY27wgRy2hpA7jAcVmJUSUwCgYIKoZIzj0EAwIw
DDEKMAgGA1UEAwwBYTAgFw0yNjExMjIxMTE5MjNaGA8yMTI2MTAyOTExMTkyM1ow
DDEKMAgGA1UEAwwBYTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNqAeRpLdcnn
flSYpU9Mp+y/fTwttXMluQlUsX1igW/PJ6jq60qntEFdcsfgq+pOHDg9DHnHpx3P
1kX2a4jL2hGjUzBRMB0GA1UdDgQWBBQGT5a3FW/ufBsSH4h76YfDoCBWlTAfBgNV
HSMEGDAWgBQGT5a3FW/ufBsSH4h76YfDoCBWlTAPBgNVHRMBAf8EBTADAQH/MAoG
CCqGSM49BAMCA0gAMEUCIQDDcg7TljdbU2H9J4grQpcw36/DPWarARq3vpa1JXMb
GgIgCyJGUp13lGN/Sxq85Old+hmO8GSnFOuafRGcdOKe3gI=
-----END CERTIFICATE-----`;

/** What was asked of AWS, by action: the worker of this office may do what the actions ask for, and nothing else. */
const made = new Map<string, Set<string>>();

let bureau: Bureau;
beforeAll(async () => {
  bureau = await Bureau.open();
  const [user, full, role, worn] = await Promise.all([
    bureau.user(),
    bureau.user(crowded),
    bureau.role(),
    bureau.role({ Service: 'ec2.amazonaws.com' }),
  ]);
  const { id } = await bureau.wearer(worn);
  await bureau.iam.createLoginProfile({ UserName: user.name, Password: 'Correct-horse-9-battery' });
  await bureau.iam.uploadSSHPublicKey({ UserName: user.name, SSHPublicKeyBody: 'ssh-rsa AAAAB3NzaC1yc2E= a' });
  await bureau.iam.uploadSigningCertificate({ UserName: user.name, CertificateBody: certificate });
  await bureau.iam.createServiceSpecificCredential({ UserName: user.name, ServiceName: 'codecommit.amazonaws.com' });
  for (const [arn, input] of [
    [user.arn, {}],
    [full.arn, {}],
    [worn.arn, { instanceId: id }],
    [role.arn, { trust: 'deny' }],
  ] as const) {
    const { job } = await bureau.revoke(arn, input);
    if (arn === full.arn)
      await bureau.iam.putUserPolicy({
        UserName: full.name,
        PolicyName: 'own',
        PolicyDocument: document('Allow', '*'),
      });
    await bureau.release(job);
    for (const { body } of await bureau.office.entries(job, 'call')) {
      const action = body.step?.slice(body.step.lastIndexOf('/') + 1) ?? '';
      made.set(action, (made.get(action) ?? new Set()).add(`${body.service}:${body.operation}`));
    }
  }
}, 120_000);
afterAll(() => bureau.close());

describe.each(actions.map((action) => [action.name, action.permissions] as const))('%s', (name, permissions) => {
  it('asks for every call that it makes', () => {
    const calls = [...(made.get(name) ?? [])];
    expect(calls.length).toBeGreaterThan(0);
    expect(calls.filter((call) => !permissions.includes(call))).toEqual([]);
  });

  it('asks for no change that it never makes', () => {
    const changes = permissions.filter((one) => !/:(Describe|Get|List)/.test(one));
    // A revocation is ended by its release only 12 hours later.
    const later = 'iam:DeleteRolePolicy';
    expect(changes.filter((one) => !made.get(name)?.has(one) && one !== later)).toEqual([]);
  });
});
