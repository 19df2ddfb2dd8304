/** IAM actions of finding out who a playbook's `principal` is, before anything is planned. */
export const principalPermissions: readonly string[] = [
  'cloudtrail:LookupEvents',
  'iam:GetAccessKeyLastUsed',
  'iam:GetRole',
  'iam:GetUser',
  'sts:GetAccessKeyInfo',
];
