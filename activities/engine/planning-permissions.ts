/** IAM actions of finding out who a playbook's `principal` is, before anything is planned. */
export const principalPermissions: readonly string[] = [
  'cloudtrail:LookupEvents',
  'iam:GetAccessKeyLastUsed',
  'iam:GetRole',
  'iam:GetUser',
  'sts:GetAccessKeyInfo',
];

/**
 * IAM actions of all that is read around the actions of a plan: those for principals, which Auto Scaling groups targets
 * share, by which tags a policy knows their environment, and later who reverted a change.
 */
export const planningPermissions: readonly string[] = [
  ...principalPermissions,
  'autoscaling:DescribeAutoScalingGroups',
  'autoscaling:DescribeAutoScalingInstances',
  'ec2:DescribeInstances',
];
