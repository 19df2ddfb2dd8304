import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accounts } from '../../../sandbox/gateway/accounts.js';
import { rootOf } from '../../../sandbox/gateway/credentials.js';
import { worldFiles } from '../../../sandbox/gateway/world-files.js';
import { startAws, until, type SandboxAws } from '../../support/aws.js';
import { forward } from './forwarded.js';
import { send, signed } from './signing.js';

describe('a call that is forwarded', () => {
  let aws: SandboxAws;
  beforeAll(async () => {
    aws = await startAws();
    await secrets('CreateSecret', '{"Name":"kept","SecretString":"x"}');
  });
  afterAll(() => aws.stop());

  const secrets = (operation: string, text = '{}', path = '/') => {
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `secretsmanager.${operation}` };
    const body = Buffer.from(text);
    const request = { path, body };
    return send(aws, signed(aws, { service: 'secretsmanager', ...request, headers }), request);
  };
  const names = async (): Promise<readonly string[]> => {
    const { SecretList } = JSON.parse((await secrets('ListSecrets')).text) as { SecretList: { Name: string }[] };
    return SecretList.map(({ Name }) => Name);
  };

  it('does nothing but what its header says, whatever action its URL or body names', async () => {
    const deletion = '"SecretId":"kept","ForceDeleteWithoutRecovery":true';
    await secrets('ListSecrets', `{${deletion}}`, '/?Action=DeleteSecret');
    await secrets('ListSecrets', `{${deletion},"NextToken":"&Action=DeleteSecret&"}`);
    expect(await names()).toEqual(['kept']);
  });

  it('reaches no controls of what it is forwarded to', async () => {
    for (const path of ['/moto-api/reset', '/moto-api/data.json', '//moto-api/reset'])
      expect((await secrets('ListSecrets', '{}', path)).text).toContain('"SecretList"');
    expect(await names()).toEqual(['kept']);
  });

  it('of the query protocol does nothing but the action that was checked', async () => {
    const form = (text: string, path = '/', type = 'application/x-www-form-urlencoded') => {
      const request = { path, body: Buffer.from(text) };
      const headers = { 'content-type': type };
      return send(aws, signed(aws, { service: 'sns', ...request, headers }), request);
    };
    const version = 'Version=2010-03-31';
    expect((await form(`Action=CreateTopic&Name=kept&${version}`)).status).toBe(200);
    const arn = 'arn:aws:sns:eu-west-1:111122223333:kept';
    const deletion = `Action=DeleteTopic&TopicArn=${arn}&${version}`;
    await form(deletion, `/?Action=ListTopics&${version}`, 'text/plain');
    await form(
      `--b\r\ncontent-disposition: form-data; name="Action"\r\n\r\nDeleteTopic\r\n--b\r\ncontent-disposition: form-data; name="TopicArn"\r\n\r\n${arn}\r\n--b--\r\n`,
      `/?Action=ListTopics&${version}`,
      'multipart/form-data; boundary=b',
    );
    await form(`Action=ListTopics&${version}`, `/?${deletion}`);
    expect((await form(`Action=ListTopics&${version}`)).text).toContain(arn);
  });

  it('is kept on disk, whatever its headers claim that it is', async () => {
    await forward(aws, 'ListTopics');
    const request = {
      body: Buffer.from('Action=CreateTopic&Name=lasting&Version=2010-03-31'),
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-firebreak-read-only': 'true' },
    };
    expect((await send(aws, signed(aws, { service: 'sns', ...request }), request)).status).toBe(200);
    const { motoPid } = await aws.admin.health();
    expect(motoPid).not.toBeNull();
    process.kill(motoPid ?? 0, 'SIGKILL');
    await until('another moto', async () => {
      const { motoPid: now } = await aws.admin.health();
      return now === null || now === motoPid ? undefined : now;
    });
    expect(await forward(aws, 'ListTopics')).toContain(':lasting');
  });

  it('reaches nothing of another account, whose ARN says so', async () => {
    const credentials = rootOf(worldFiles(aws.world).credentials, accounts.forensics);
    const topics = (text: string, as = aws.credentials) => {
      const request = {
        body: Buffer.from(`${text}&Version=2010-03-31`),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      };
      return send(aws, signed({ ...aws, credentials: as }, { service: 'sns', ...request }), request);
    };
    await topics('Action=CreateTopic&Name=theirs', credentials);
    const arn = `arn:aws:sns:eu-west-1:${accounts.forensics}:theirs`;
    for (const action of [`DeleteTopic&TopicArn=${arn}`, `Publish&TopicArn=${arn}&Message=x`])
      expect((await topics(`Action=${action}`)).status).toBe(501);
    expect((await topics('Action=ListTopics', credentials)).text).toContain(arn);
    expect((await topics(`Action=GetTopicAttributes&TopicArn=${arn}`, credentials)).status).toBe(200);
  });
});
