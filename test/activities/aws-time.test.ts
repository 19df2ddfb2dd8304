import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { STS } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { awsTime } from '../../activities/aws/aws-time.js';

const answer = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
  <Arn>arn:aws:iam::111122223333:user/ada</Arn><UserId>AIDA</UserId><Account>111122223333</Account>
</GetCallerIdentityResult></GetCallerIdentityResponse>`;

let date: string | undefined;
let status = 200;
let server: Server;
let sts: STS;
beforeAll(async () => {
  server = createServer((_, response) => {
    response.sendDate = false;
    response.writeHead(status, { 'content-type': 'text/xml', ...(date !== undefined && { date }) });
    response.end(answer);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  sts = new STS({
    region: 'eu-west-1',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { accessKeyId: 'AKIA', secretAccessKey: 'secret' },
    maxAttempts: 1,
  });
});
afterAll(() => {
  sts?.destroy();
  server?.close();
});

describe('AWS’s time', () => {
  it('is that of its answer, whatever the clock of this host says', async () => {
    date = 'Wed, 01 Jan 2031 00:00:00 GMT';
    expect((await awsTime(sts)).toISOString()).toBe('2031-01-01T00:00:00.000Z');
  });

  it.each([undefined, 'yesterday'])('is not known from an answer that is dated %p', async (dated) => {
    date = dated;
    await expect(awsTime(sts)).rejects.toMatchObject({ type: 'Unavailable' });
  });

  it('is not taken from an error', async () => {
    status = 500;
    await expect(awsTime(sts)).rejects.toMatchObject({ type: 'Unavailable' });
  });
});
