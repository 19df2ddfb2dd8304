import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { DescribeDocumentResult, DocumentIdentifier, GetDocumentResult } from '@aws-sdk/client-ssm';
import { operationOf } from '../../../../sandbox/services/perform.js';
import { ssm } from '../../../../sandbox/services/ssm/index.js';
import { APP, MINUTE, openHosts, WEB, WIN } from '../../hosts/stage.js';
import type { Bench } from '../harness.js';
import { resultOf, send, statusesOf } from './commands.js';

let bench: Bench;
beforeEach(() => {
  bench = openHosts();
});
afterEach(() => bench.close());

const sending = (more: object): string =>
  bench.refusal(ssm, 'SendCommand', {
    DocumentName: 'AWS-RunShellScript',
    InstanceIds: [WEB],
    Parameters: { commands: ['whoami'] },
    ...more,
  });

const content = (line: string): string =>
  JSON.stringify({
    schemaVersion: '2.2',
    parameters: { Name: { type: 'String', allowedPattern: '[a-z]+' } },
    mainSteps: [
      { action: 'aws:runShellScript', name: 'greet', inputs: { runCommand: [line] } },
      { action: 'aws:runShellScript', name: 'tell', inputs: { runCommand: ['whoami'] } },
    ],
  });

describe("Amazon's documents", () => {
  test('are there with content, parameters and the hash of the content', () => {
    const { Content = '' } = bench.call<GetDocumentResult>(ssm, 'GetDocument', { Name: 'AWS-RunShellScript' });
    const { Document } = bench.call<DescribeDocumentResult>(ssm, 'DescribeDocument', { Name: 'AWS-RunShellScript' });
    expect(Document).toMatchObject({
      Owner: 'Amazon',
      PlatformTypes: ['Linux', 'MacOS'],
      SchemaVersion: '1.2',
      DocumentVersion: '1',
      HashType: 'Sha256',
      Hash: createHash('sha256').update(Content).digest('hex'),
    });
    expect(Document?.Parameters?.map((one) => [one.Name, one.Type, one.DefaultValue])).toEqual([
      ['commands', 'StringList', undefined],
      ['workingDirectory', 'String', ''],
      ['executionTimeout', 'String', '3600'],
    ]);
  });

  test('are listed by owner and platform, and cannot be changed', () => {
    const { DocumentIdentifiers } = bench.call<{ DocumentIdentifiers: DocumentIdentifier[] }>(ssm, 'ListDocuments', {
      Filters: [
        { Key: 'Owner', Values: ['Amazon'] },
        { Key: 'DocumentType', Values: ['Command'] },
        { Key: 'PlatformTypes', Values: ['Linux'] },
      ],
    });
    expect(DocumentIdentifiers.map((one) => one.Name)).toEqual([
      'AWS-RunShellScript',
      'AWS-RunPowerShellScript',
      'AWS-UpdateSSMAgent',
      'AWS-ConfigureAWSPackage',
    ]);
    expect(bench.refusal(ssm, 'DeleteDocument', { Name: 'AWS-RunShellScript' })).toBe('InvalidDocument');
  });

  test('that are runbooks are listed and not played', () => {
    const input = { Name: 'AWSSupport-ContainEC2Instance' };
    expect(bench.refusal(ssm, 'GetDocument', input)).toBe('UnsupportedInSandbox');
    expect(bench.refusal(ssm, 'StartAutomationExecution', { DocumentName: input.Name })).toBe('UnsupportedInSandbox');
  });
});

describe('SendCommand checks its document', () => {
  test('by name, version and hash', () => {
    const { Document } = bench.call<DescribeDocumentResult>(ssm, 'DescribeDocument', { Name: 'AWS-RunShellScript' });
    send(bench, 'whoami', [WEB], { DocumentVersion: '1', DocumentHash: Document?.Hash, DocumentHashType: 'Sha256' });
    expect(sending({ DocumentName: 'AWS-RunShelScript' })).toBe('InvalidDocument');
    expect(sending({ DocumentName: 'AWS-StartInteractiveCommand' })).toBe('InvalidDocument');
    expect(sending({ DocumentVersion: '2' })).toBe('InvalidDocumentVersion');
    expect(sending({ DocumentHash: '0'.repeat(64), DocumentHashType: 'Sha256' })).toBe('InvalidDocument');
  });

  test('and its parameters: declared, given, allowed', () => {
    expect(sending({ Parameters: {} })).toBe('InvalidParameters');
    expect(sending({ Parameters: { commands: ['ls'], colour: ['red'] } })).toBe('InvalidParameters');
    expect(sending({ Parameters: { commands: ['ls'], executionTimeout: ['172801'] } })).toBe('InvalidParameters');
    expect(sending({ Parameters: { commands: ['ls'], workingDirectory: ['a', 'b'] } })).toBe('InvalidParameters');
  });

  test('and refuses what it does not play', () => {
    expect(sending({ CloudWatchOutputConfig: { CloudWatchOutputEnabled: true } })).toBe('UnsupportedInSandbox');
    const input = { DocumentName: 'AWS-ConfigureAWSPackage', Parameters: { action: ['Install'], name: ['x'] } };
    expect(sending(input)).toBe('UnsupportedInSandbox');
  });

  test('needs permission on the document and on every instance', () => {
    const call = {
      ...bench.place,
      requestId: '',
      operation: '',
      caller: bench.caller,
      sourceIp: '',
      require: () => {},
    };
    const input = { DocumentName: 'AWS-RunShellScript', InstanceIds: [WEB, APP] };
    const needs = operationOf(ssm, 'SendCommand')?.needs?.(call, input as never) ?? [];
    expect(needs.map((need) => [need.action, ...need.resources])).toEqual([
      ['ssm:SendCommand', 'arn:aws:ssm:eu-west-1::document/AWS-RunShellScript'],
      ['ssm:SendCommand', `arn:aws:ec2:eu-west-1:111122223333:instance/${WEB}`],
      ['ssm:SendCommand', `arn:aws:ec2:eu-west-1:111122223333:instance/${APP}`],
    ]);
  });
});

describe('an own document', () => {
  const create = (more: object = {}): unknown =>
    bench.call(ssm, 'CreateDocument', {
      Name: 'Greet',
      DocumentType: 'Command',
      Content: content('echo {{ Name }}'),
      ...more,
    });

  test('runs its steps in order, each with its own result', () => {
    create();
    const id = send(bench, '', [WEB], { DocumentName: 'Greet', Parameters: { Name: ['ada'] } });
    bench.pass(MINUTE);
    expect(statusesOf(bench, id)).toEqual({ [WEB]: 'Success/Success' });
    expect(() => resultOf(bench, id, WEB)).toThrow('plugin name');
    const step = (PluginName: string): unknown =>
      bench.call<{ StandardOutputContent: string }>(ssm, 'GetCommandInvocation', {
        CommandId: id,
        InstanceId: WEB,
        PluginName,
      }).StandardOutputContent;
    expect([step('greet'), step('tell')]).toEqual(['ada\n', 'root\n']);
  });

  test('is refused with a name of Amazon, twice, too large, or without sense', () => {
    create();
    const refused = (more: object): string =>
      bench.refusal(ssm, 'CreateDocument', { Name: 'Other', Content: content('ls'), ...more });
    expect(refused({ Name: 'Greet' })).toBe('DocumentAlreadyExists');
    expect(refused({ Name: 'AWS-Mine' })).toBe('ValidationException');
    expect(refused({ Content: '{' })).toBe('InvalidDocumentContent');
    expect(refused({ Content: '{"schemaVersion":"9.9"}' })).toBe('InvalidDocumentSchemaVersion');
    expect(refused({ Content: content('x'.repeat(65_536)) })).toBe('MaxDocumentSizeExceeded');
  });

  test('has versions, of which the default is meant unless another is named', () => {
    create();
    const Content = content('echo hello {{ Name }}');
    bench.call(ssm, 'UpdateDocument', { Name: 'Greet', Content, DocumentVersion: '$LATEST' });
    const meant = (more: object = {}): unknown =>
      bench.call<GetDocumentResult>(ssm, 'GetDocument', { Name: 'Greet', ...more }).DocumentVersion;
    expect([meant(), meant({ DocumentVersion: '$LATEST' }), meant({ DocumentVersion: '2' })]).toEqual(['1', '2', '2']);
    bench.call(ssm, 'UpdateDocumentDefaultVersion', { Name: 'Greet', DocumentVersion: '2' });
    expect(meant()).toBe('2');
    const again = { Name: 'Greet', Content, DocumentVersion: '2' };
    expect(bench.refusal(ssm, 'UpdateDocument', again)).toBe('DuplicateDocumentContent');
    expect(bench.refusal(ssm, 'GetDocument', { Name: 'Greet', DocumentVersion: '3' })).toBe('InvalidDocumentVersion');
  });

  test('is shared with accounts, and deleted only when it is not', () => {
    create();
    const share = { Name: 'Greet', PermissionType: 'Share' };
    bench.call(ssm, 'ModifyDocumentPermission', { ...share, AccountIdsToAdd: ['444455556666', 'All'] });
    expect(bench.call(ssm, 'DescribeDocumentPermission', share)).toMatchObject({ AccountIds: ['444455556666', 'all'] });
    const stranger = { ...bench.caller, account: '444455556666' };
    const Name = 'arn:aws:ssm:eu-west-1:111122223333:document/Greet';
    expect(bench.call<GetDocumentResult>(ssm, 'GetDocument', { Name }, stranger).Name).toBe('Greet');
    expect(bench.refusal(ssm, 'DeleteDocument', { Name: 'Greet' })).toBe('InvalidDocumentOperation');
    bench.call(ssm, 'ModifyDocumentPermission', { ...share, AccountIdsToRemove: ['444455556666', 'all'] });
    bench.call(ssm, 'DeleteDocument', { Name: 'Greet' });
    expect(bench.refusal(ssm, 'GetDocument', { Name: 'Greet' })).toBe('InvalidDocument');
  });
});

describe('a step that is not for the platform of its host', () => {
  const Content = JSON.stringify({
    schemaVersion: '2.2',
    mainSteps: [
      {
        action: 'aws:runPowerShellScript',
        name: 'onWindows',
        precondition: { StringEquals: ['platformType', 'Windows'] },
        inputs: { runCommand: ['hostname'] },
      },
      { action: 'aws:runShellScript', name: 'onLinux', inputs: { runCommand: ['whoami'] } },
    ],
  });

  test('is passed over where its precondition says so, and fails where it cannot run', () => {
    bench.call(ssm, 'CreateDocument', { Name: 'Both', Content });
    const id = send(bench, '', [WEB, WIN], { DocumentName: 'Both', Parameters: {} });
    bench.pass(MINUTE);
    expect(statusesOf(bench, id)).toEqual({ [WEB]: 'Success/Success', [WIN]: 'Failed/Failed' });
  });

  test('written in PowerShell fails on a Linux host, which has none', () => {
    const id = send(bench, 'hostname', [WEB], { DocumentName: 'AWS-RunPowerShellScript' });
    bench.pass(MINUTE);
    expect(resultOf(bench, id, WEB)).toMatchObject({ Status: 'Failed', ResponseCode: 127 });
  });
});

test('an update of the agent finds it up to date', () => {
  const id = send(bench, '', [WEB, WIN], { DocumentName: 'AWS-UpdateSSMAgent', Parameters: {} });
  bench.pass(MINUTE);
  expect(statusesOf(bench, id)).toEqual({ [WEB]: 'Success/Success', [WIN]: 'Success/Success' });
});

test('a PowerShell command runs on Windows', () => {
  const id = send(bench, '$env:COMPUTERNAME', [WIN], { DocumentName: 'AWS-RunPowerShellScript' });
  bench.pass(MINUTE);
  expect(resultOf(bench, id, WIN)).toMatchObject({ Status: 'Success', PluginName: 'aws:runPowerShellScript' });
  expect(resultOf(bench, id, WIN).StandardOutputContent).toMatch(/^EC2AMAZ-/);
});
