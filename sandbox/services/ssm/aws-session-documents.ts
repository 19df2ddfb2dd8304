import type { AwsDocument } from './aws-document.js';

/** Documents of sessions, and runbooks of which the sandbox knows no more than that they exist. */
export const SESSION_DOCUMENTS: readonly AwsDocument[] = [
  {
    name: 'AWS-StartInteractiveCommand',
    type: 'Session',
    owner: 'Amazon',
    platforms: ['Windows', 'Linux', 'MacOS'],
    version: 1,
    content: {
      schemaVersion: '1.0',
      description: 'Runs an interactive command in a session.',
      sessionType: 'InteractiveCommands',
      parameters: { command: { type: 'StringList', description: 'The command.' } },
      properties: {
        windows: { commands: '{{ command }}', runAsElevated: true },
        macos: { commands: '{{ command }}', runAsElevated: true },
        linux: { commands: '{{ command }}', runAsElevated: true },
      },
    },
  },
  {
    name: 'SSM-SessionManagerRunShell',
    type: 'Session',
    owner: 'account',
    platforms: ['Windows', 'Linux', 'MacOS'],
    version: 1,
    content: {
      schemaVersion: '1.0',
      description: 'Document to hold regional settings for Session Manager',
      sessionType: 'Standard_Stream',
      inputs: { s3BucketName: '', s3KeyPrefix: '', s3EncryptionEnabled: true, kmsKeyId: '', idleSessionTimeout: '20' },
    },
  },
  ...['AWSSupport-ContainEC2Instance', 'AWSSupport-ContainIAMPrincipal', 'AWSSupport-ExecuteEC2Rescue'].map(
    (name): AwsDocument => ({
      name,
      type: 'Automation',
      owner: 'Amazon',
      platforms: ['Windows', 'Linux', 'MacOS'],
      version: 1,
    }),
  ),
];
