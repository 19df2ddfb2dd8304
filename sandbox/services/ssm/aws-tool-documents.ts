import type { AwsDocument } from './aws-document.js';

/** Amazon's documents that bring a tool to the host. */
export const TOOL_DOCUMENTS: readonly AwsDocument[] = [
  {
    name: 'AWS-ConfigureAWSPackage',
    type: 'Command',
    owner: 'Amazon',
    platforms: ['Windows', 'Linux', 'MacOS'],
    version: 1,
    content: {
      schemaVersion: '2.2',
      description: 'Installs or removes a package that Amazon, or Distributor, provides.',
      parameters: {
        action: {
          type: 'String',
          description: 'What to do with the package.',
          allowedValues: ['Install', 'Uninstall'],
        },
        installationType: {
          type: 'String',
          default: 'Uninstall and reinstall',
          description: 'How a package is replaced.',
          allowedValues: ['Uninstall and reinstall', 'In-place update'],
        },
        name: { type: 'String', description: 'Name or ARN of the package.' },
        version: { type: 'String', default: '', description: 'Version; empty for the latest.' },
        additionalArguments: { type: 'StringMap', default: {}, description: 'Variables for its scripts.' },
      },
      mainSteps: [
        {
          action: 'aws:configurePackage',
          name: 'configurePackage',
          inputs: { name: '{{ name }}', action: '{{ action }}', version: '{{ version }}' },
        },
      ],
    },
  },
  {
    name: 'AWSSupport-RunEC2RescueForWindowsTool',
    type: 'Command',
    owner: 'Amazon',
    platforms: ['Windows'],
    targetType: '/AWS::EC2::Instance',
    version: 1,
    content: {
      schemaVersion: '2.2',
      description: 'Installs EC2Rescue for Windows Server and runs one of its tasks.',
      parameters: {
        Command: {
          type: 'String',
          default: 'ResetAccess',
          description: 'The task.',
          allowedValues: ['ResetAccess', 'CollectLogs', 'FixAll'],
        },
        Parameters: {
          type: 'String',
          default: '',
          description: 'CollectLogs: a bucket. ResetAccess: a KMS key. FixAll: a device, or nothing.',
        },
      },
      mainSteps: [
        {
          action: 'aws:runPowerShellScript',
          name: 'runEC2RescueForWindowsTool',
          inputs: {
            runCommand: ["Invoke-EC2Rescue -Command {{ Command }} -Parameters '{{ Parameters }}'"],
            timeoutSeconds: '1200',
          },
        },
      ],
    },
  },
];
