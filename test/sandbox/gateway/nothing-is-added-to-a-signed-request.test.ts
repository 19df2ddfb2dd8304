import { createHash } from 'node:crypto';
import { CreateBucketCommand, GetObjectCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hmac, sha256, signingKey } from '../../../sandbox/gateway/signature.js';
import { readSigned } from '../../../sandbox/gateway/signed.js';
import { startAws, type SandboxAws } from '../../support/aws.js';
import { send, signed, type Headers } from './signing.js';

const BUCKET = 'signed-things';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const VPCS = { headers: FORM, body: Buffer.from('Action=DescribeVpcs&Version=2016-11-15') };

describe('a signed request', () => {
  let aws: SandboxAws;
  let s3: S3Client;
  beforeAll(async () => {
    aws = await startAws();
    s3 = new S3Client({ ...aws.config, forcePathStyle: true });
    const here = { CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' as const } };
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET, ...here }));
  });
  afterAll(() => aws.stop());

  it('takes no further header of AWS, which would say what is asked', async () => {
    const asked = { headers: { 'content-type': 'application/x-amz-json-1.1' }, body: Buffer.from('{}') };
    const headers = signed(aws, { service: 'ssm', ...asked });
    const answer = await send(aws, { ...headers, 'x-amz-target': 'AmazonSSM.ListDocuments' }, asked);
    expect(answer).toMatchObject({ status: 400, text: expect.stringContaining('InvalidSignatureException') });
  });

  it('to S3 takes no further metadata, tags or locks', async () => {
    const body = Buffer.from('x');
    const put = { method: 'PUT', path: `/${BUCKET}/plain`, body };
    const headers = signed(aws, { service: 's3', ...put, headers: { 'x-amz-content-sha256': sha256(body) } });
    for (const more of ['x-amz-meta-more', 'x-amz-tagging', 'x-amz-object-lock-mode']) {
      const answer = await send(aws, { ...headers, [more]: 'a=1' }, put);
      expect(answer).toMatchObject({ status: 403, text: expect.stringContaining('<Code>AccessDenied</Code>') });
    }
    expect((await send(aws, headers, put)).status).toBe(200);
  });

  it('for a Region that is none is not believed', async () => {
    for (const region of ['moon-1', 'eu-west-1|x', 'EU-WEST-1', 'constructor'])
      expect((await send(aws, signed(aws, { service: 'ec2', region, ...VPCS }), VPCS)).status).toBe(401);
    const there = signed(aws, { service: 'ec2', region: 'eu-central-1', ...VPCS });
    expect((await send(aws, there, VPCS)).status).toBe(200);
  });

  it('whose signed headers are named like what every object has is answered like any other', async () => {
    for (const name of ['constructor', '__proto__', 'tostring']) {
      const headers = signed(aws, { service: 'ec2', ...VPCS });
      const authorization = headers['authorization']?.replace('SignedHeaders=', `SignedHeaders=${name};`) ?? '';
      expect((await send(aws, { ...headers, authorization }, VPCS)).status).toBe(401);
    }
  });

  const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64');

  /** An upload of `said` in chunks of four bytes, under signatures of `meant`. */
  const upload = (meant: string, said: string, trailing = false) => {
    const headers: Headers = {
      'content-encoding': 'aws-chunked',
      'x-amz-content-sha256': `STREAMING-AWS4-HMAC-SHA256-PAYLOAD${trailing ? '-TRAILER' : ''}`,
      'x-amz-decoded-content-length': String(said.length),
      ...(trailing && { 'x-amz-trailer': 'x-amz-checksum-sha256' }),
    };
    const put = { method: 'PUT', path: `/${BUCKET}/chunks` };
    const sent = signed(aws, { service: 's3', ...put, headers });
    const first = readSigned({ method: put.method, target: put.path, headers: sent, body: Buffer.alloc(0) });
    if (typeof first === 'string') throw new Error(`the signature is ${first}`);
    const { time, date, region, service } = first;
    const key = signingKey(first, aws.credentials.secretAccessKey);
    let { signature } = first;
    const next = (what: string, ...hashes: readonly string[]): string => {
      const text = [
        `AWS4-HMAC-SHA256-${what}`,
        time,
        `${date}/${region}/${service}/aws4_request`,
        signature,
        ...hashes,
      ].join('\n');
      return (signature = hmac(key, text).toString('hex'));
    };
    const chunks = [...(meant.match(/.{1,4}/g) ?? []), ''].map((piece, index) => {
      const data = said.slice(index * 4, index * 4 + 4);
      const line = `${data.length.toString(16)};chunk-signature=${next('PAYLOAD', sha256(''), sha256(piece))}`;
      return `${line}\r\n${data}${piece === '' && trailing ? '' : '\r\n'}`;
    });
    const seal = next('TRAILER', sha256(`x-amz-checksum-sha256:${digestOf(meant)}\n`));
    const trailer = `x-amz-checksum-sha256:${digestOf(said)}\r\nx-amz-trailer-signature:${seal}\r\n\r\n`;
    const body = Buffer.from(chunks.join('') + (trailing ? trailer : ''));
    return send(aws, sent, { ...put, body });
  };

  it('with a body in signed chunks is taken when every chunk is as signed', async () => {
    expect(await upload('hello world', 'hello world')).toMatchObject({ status: 200 });
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'chunks' }));
    expect(await Body?.transformToString()).toBe('hello world');
    const forged = await upload('hello world', 'hello w0rld');
    expect(forged).toMatchObject({ status: 403, text: expect.stringContaining('SignatureDoesNotMatch') });
  });

  it('with headers behind signed chunks is taken when those are as signed too', async () => {
    expect(await upload('hello again', 'hello again', true)).toMatchObject({ status: 200 });
    const head = await s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'chunks', ChecksumMode: 'ENABLED' }));
    expect(head.ChecksumSHA256).toBe(digestOf('hello again'));
    expect(await upload('hello again', 'hello agaim', true)).toMatchObject({ status: 403 });
  });
});
