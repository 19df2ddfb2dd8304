/** What both versions of AWSCompromisedKeyQuarantine deny, by service. */
export const quarantinedActions: Readonly<Record<string, string>> = {
  amplify: 'CreateDeployment CreateBackendEnvironment',
  bedrock:
    'CreateModelInvocationJob InvokeModelWithResponseStream CreateFoundationModelAgreement PutFoundationModelEntitlement InvokeModel',
  cloudtrail: 'LookupEvents',
  codebuild: 'CreateProject',
  ec2: 'RequestSpotInstances RunInstances StartInstances PurchaseReservedInstancesOffering AcceptReservedInstancesExchangeQuote CreateReservedInstancesListing',
  ecr: 'GetAuthorizationToken',
  ecs: 'CreateService CreateCluster RegisterTaskDefinition',
  glue: 'CreateJob',
  iam: 'AddUserToGroup AttachGroupPolicy AttachRolePolicy AttachUserPolicy ChangePassword CreateAccessKey CreateInstanceProfile CreateLoginProfile CreatePolicyVersion CreateRole CreateUser DetachUserPolicy PassRole PutGroupPolicy PutRolePolicy PutUserPermissionsBoundary PutUserPolicy SetDefaultPolicyVersion UpdateAccessKey UpdateAccountPasswordPolicy UpdateAssumeRolePolicy UpdateLoginProfile UpdateUser DeleteRole DeleteAccessKey ListUsers',
  lambda:
    'AddLayerVersionPermission AddPermission CreateFunction GetPolicy ListTags PutProvisionedConcurrencyConfig TagResource UntagResource UpdateFunctionCode GetEventSourceMapping',
  lightsail: 'Create* Delete* DownloadDefaultKeyPair GetInstanceAccessDetails Start* Update*',
  mediapackagev2: 'CreateChannel',
  organizations: 'CreateAccount CreateOrganization InviteAccountToOrganization',
  s3: 'DeleteBucket DeleteObject DeleteObjectVersion PutLifecycleConfiguration PutBucketAcl PutBucketOwnershipControls DeleteBucketPolicy ObjectOwnerOverrideToBucketOwner PutAccountPublicAccessBlock PutBucketPolicy ListAllMyBuckets CreateBucket PutBucketCors GetObject ListBucket',
  sagemaker: 'CreateEndpointConfig CreateProcessingJob',
  savingsplans: 'CreateSavingsPlan',
  ses: 'GetSendQuota ListIdentities',
  sns: 'GetSMSAttributes',
  sts: 'GetSessionToken GetFederationToken',
};

/** What V3 denies besides. */
export const quarantinedSinceV3: Readonly<Record<string, string>> = {
  kms: 'PutKeyPolicy RetireGrant RevokeGrant ScheduleKeyDeletion DeleteImportedKeyMaterial',
  logs: 'PutLogEvents',
  organizations: 'LeaveOrganization AcceptHandshake',
  s3: 'PutEncryptionConfiguration',
};
