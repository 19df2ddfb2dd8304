import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { askAws } from '../../../activities/engine/ask-aws.js';
import { awsSigned, type AwsCredentials } from '../../../cli/session/aws-signing.js';
import { hashOf } from '../../../ledger/canonical.js';
import type { AwsSigned, PlanDecision } from '../../../workflows/contract/documents.js';
import { decision } from '../../ledger/fixtures/people.js';
import { startAws, type SandboxAws } from '../../support/aws.js';
import { Identities, type TestRole, type TestUser } from '../../support/identities.js';

const region = 'eu-west-1';
const approval = decision('alex', hashOf(1));
const refusal = (code: string, why = /./): unknown =>
  expect.objectContaining({ name: 'IdentityError', code, message: expect.stringMatching(why) });

describe('an AWS proof, shown to the AWS that it was made for', () => {
  let aws: SandboxAws;
  let identities: Identities;
  let alex: TestUser;
  let role: TestRole;
  let host: string;
  beforeAll(async () => {
    aws = await startAws();
    host = new URL(aws.url).host;
    identities = new Identities(aws.config);
    alex = await identities.user();
    role = await identities.role();
  });
  afterAll(async () => {
    identities.destroy();
    await aws.stop();
  });

  const signed = (by: AwsCredentials = alex.key, change: { readonly host?: string; readonly now?: number } = {}) =>
    awsSigned(approval, by, { region, host, ...change });
  const ask = (proof: AwsSigned): Promise<unknown> => askAws(proof, aws.url);
  const altered = (proof: AwsSigned<PlanDecision>, change: Partial<AwsSigned['aws']>): AwsSigned => ({
    ...proof,
    aws: { ...proof.aws, ...change },
  });

  it('says who signed: a user, and a role with the name of its session', async () => {
    await expect(ask(signed())).resolves.toMatchObject({
      account: alex.arn.split(':')[4],
      arn: alex.arn,
      userId: expect.stringMatching(/^AIDA/),
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    const session = await identities.session(role, 'alex@example.com', alex.key);
    await expect(ask(signed(session))).resolves.toMatchObject({
      arn: expect.stringMatching(new RegExp(`:assumed-role/${role.name}/alex@example.com$`)),
      userId: `${role.id}:alex@example.com`,
    });
  });

  it.each<[string, (proof: AwsSigned<PlanDecision>) => AwsSigned]>([
    ['another decision', ({ aws: proof }) => ({ document: { ...approval, decision: 'deny' }, aws: proof })],
    ['another gate', ({ aws: proof }) => ({ document: { ...approval, nonce: 'another-gate' }, aws: proof })],
    ['another key', (proof) => altered(proof, { accessKeyId: 'AKIAIOSFODNN7EXAMPLE' })],
    ['another Region', (proof) => altered(proof, { region: 'us-east-1' })],
    ['another signature', (proof) => altered(proof, { signature: '0'.repeat(64) })],
    ['a token that does not belong to it', (proof) => altered(proof, { sessionToken: 'dG9rZW4=' })],
  ])('does not fit %s', async (_, change) => {
    await expect(ask(change(signed()))).rejects.toEqual(
      refusal('refused-by-aws', /InvalidClientTokenId|SignatureDoes/),
    );
  });

  it('does not fit another time, within the five minutes', async () => {
    const proof = signed();
    const { date } = signed(alex.key, { now: Date.now() - 60_000 }).aws;
    await expect(ask(altered(proof, { date }))).rejects.toEqual(refusal('refused-by-aws'));
  });

  it('was made for another host, such as the real one: it does not fit here', async () => {
    await expect(ask(signed(alex.key, { host: 'sts.eu-west-1.amazonaws.com' }))).rejects.toEqual(
      refusal('refused-by-aws', /SignatureDoesNotMatch/),
    );
  });

  it.each([
    ['old', -301_000],
    ['early', 301_000],
  ])('is too %s after five minutes: AWS is not asked', async (_, shift) => {
    const mark = (await aws.admin.health()).events;
    await expect(ask(signed(alex.key, { now: Date.now() + shift }))).rejects.toEqual(refusal('stale-proof'));
    expect((await aws.admin.events(mark)).events).toEqual([]);
  });

  it('does not count once its key is gone', async () => {
    const gone = await identities.user();
    const proof = signed(gone.key);
    await identities.iam.deleteAccessKey({ UserName: gone.name, AccessKeyId: gone.key.accessKeyId });
    await expect(ask(proof)).rejects.toEqual(refusal('refused-by-aws', /InvalidClientTokenId/));
  });
});

describe('what answers in the place of AWS', () => {
  let server: Server;
  let answer: RequestListener;
  let url: string;
  const received: { path?: string | undefined; headers: Record<string, unknown> }[] = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      received.push({ path: request.url, headers: request.headers });
      request.resume();
      answer(request, response);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  const key = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };
  const ask = (): Promise<unknown> => {
    received.length = 0;
    return askAws(awsSigned(approval, key, { region, host: new URL(url).host }), url);
  };
  const who = { Account: '111122223333', Arn: 'arn:aws:iam::111122223333:user/alex', UserId: 'AIDAEXAMPLE' };
  const wrapped = (result: object, metadata: object = { RequestId: 'r-1' }): string =>
    JSON.stringify({ GetCallerIdentityResponse: { GetCallerIdentityResult: result, ResponseMetadata: metadata } });
  const saying =
    (text: string, status = 200): RequestListener =>
    (_, response) =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(text);

  it('is believed when it is in the form of AWS, and is shown the request that was signed', async () => {
    answer = saying(wrapped(who));
    await expect(ask()).resolves.toMatchObject({ arn: who.Arn, account: who.Account, userId: who.UserId });
    expect(received).toHaveLength(1);
    expect(received[0]?.headers).toMatchObject({
      accept: 'application/json',
      host: new URL(url).host,
      authorization: expect.stringMatching(
        /SignedHeaders=accept;content-type;host;x-amz-date;x-firebreak-document-sha256, /,
      ),
    });
  });

  const xml = `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>${who.Arn}</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>`;
  it.each<[string, string]>([
    ['XML', xml],
    ['nothing', ''],
    ['JSON around XML', JSON.stringify(xml)],
    ['another operation', JSON.stringify({ AssumeRoleResponse: { AssumeRoleResult: who } })],
    ['a member more', wrapped({ ...who, Person: 'alex' })],
    ['no request id', wrapped(who, {})],
    ['an account that is none', wrapped({ ...who, Account: '*' })],
    ['more than 64 KiB', wrapped({ ...who, UserId: 'A'.repeat(70_000) })],
  ])('is not believed when it says %s', async (_, text) => {
    answer = saying(text);
    await expect(ask()).rejects.toEqual(refusal('unverified'));
  });

  it('is not listened to without end', async () => {
    answer = (_, response) => {
      response.writeHead(200);
      const more = (): void => void response.write('A'.repeat(16_384), (error) => error ?? more());
      more();
    };
    await expect(ask()).rejects.toEqual(refusal('unverified', /more than 65536 bytes/));
  });

  it.each([301, 302, 307, 308])('is not followed when it sends us elsewhere (%d)', async (status) => {
    answer = (request, response) =>
      request.url === '/'
        ? void response.writeHead(status, { location: `${url}/elsewhere` }).end()
        : saying(wrapped(who))(request, response);
    await expect(ask()).rejects.toEqual(refusal('unverified', new RegExp(`status ${status}`)));
    expect(received.map(({ path }) => path)).toEqual(['/']);
  });

  it('is not believed with another status than 200', async () => {
    answer = saying(wrapped(who), 201);
    await expect(ask()).rejects.toEqual(refusal('unverified'));
    answer = saying(wrapped(who), 403);
    await expect(ask()).rejects.toEqual(refusal('refused-by-aws', /status 403/));
  });

  it.each<[string, RequestListener]>([
    ['is overloaded', saying('{}', 503)],
    ['is asked too often', saying('{}', 429)],
    ['hangs up', (request) => request.destroy()],
    [
      'hangs up in the middle',
      (_, response) => {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('{', () => response.destroy());
      },
    ],
  ])('is asked again when it %s', async (_, listener) => {
    answer = listener;
    await expect(ask()).rejects.toMatchObject({ type: 'Unavailable', nonRetryable: false });
  });

  it('is not asked for a Region that there is not', async () => {
    const proof = awsSigned(approval, key, { region: 'evil.example.com/x', host: new URL(url).host });
    received.length = 0;
    await expect(askAws(proof, url)).rejects.toEqual(refusal('malformed'));
    expect(received).toEqual([]);
  });
});
