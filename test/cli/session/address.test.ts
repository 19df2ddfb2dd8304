import { describe, expect, it } from '@jest/globals';
import { addressIn, type S3Place } from '../../../cli/session/address.js';
import { encryptFor, freshKey } from '../../../ledger/evidence/encrypted.js';

const key = freshKey();
const answer = (url: string, publicKey = key.publicKey, request = 'custody-1') => ({
  address: encryptFor(publicKey, request, url),
});
const object = { bucket: 'vault', key: 'case-1/memory part', versionId: 'v1' };
const aws: S3Place = { region: 'eu-west-1', endpoint: null };
const unknownRegion: S3Place = { region: null, endpoint: null };
const sandbox: S3Place = { region: 'eu-west-1', endpoint: 'http://127.0.0.1:4566' };
const read = (answered: unknown, place: S3Place = aws) => addressIn(answered, key, 'custody-1', object, place);

const refused = (answered: unknown, place?: S3Place): unknown => {
  try {
    return read(answered, place);
  } catch (error) {
    return error;
  }
};

const path = 'case-1/memory%20part?versionId=v1&X-Amz-Signature=a';

describe('the address that a worker answers', () => {
  it.each<readonly [string, string, S3Place]>([
    ['in the name of its host', `https://vault.s3.eu-west-1.amazonaws.com/${path}`, aws],
    ['in the path', `https://s3.eu-west-1.amazonaws.com/vault/${path}`, aws],
    ['without a Region', `https://vault.s3.amazonaws.com/${path}`, aws],
    ['by IPv6 too', `https://vault.s3.dualstack.eu-west-1.amazonaws.com/${path}`, aws],
    ['in China', `https://vault.s3.cn-north-1.amazonaws.com.cn/${path}`, unknownRegion],
    ['in GovCloud', `https://vault.s3-fips.us-gov-west-1.amazonaws.com/${path}`, unknownRegion],
    ['in a sandbox', `http://127.0.0.1:4566/vault/${path}`, sandbox],
  ])('is read where it is S3’s of that object, %s, and was encrypted for this request', (_how, url, place) => {
    expect(read(answer(url), place).href).toBe(url);
  });

  const good = `https://vault.s3.eu-west-1.amazonaws.com/${path}`;
  it.each<readonly [string, unknown]>([
    ['nothing', null],
    ['a document', { address: null }],
    ['an address in clear', { address: good }],
    ['an address for somebody else', answer(good, freshKey().publicKey)],
    ['an address for another request', answer(good, key.publicKey, 'custody-2')],
    ['an address that is not encrypted on the way', answer(good.replace('https', 'http'))],
    ['an address of another host', answer(`https://vault.example/${path}`)],
    ['an address of a host that begins like S3', answer(`https://vault.s3.eu-west-1.amazonaws.com.example/${path}`)],
    ['an address of another Region', answer(good.replace('eu-west-1', 'us-west-2'))],
    ['an address of another bucket', answer(good.replace('vault.', 'another.'))],
    ['an address of another bucket, in the path', answer(`https://s3.eu-west-1.amazonaws.com/another/${path}`)],
    ['an address of another object', answer(good.replace('memory', 'passwords'))],
    ['an address of another version', answer(good.replace('=v1', '=v2'))],
    ['an address of this machine', answer(`http://127.0.0.1:4566/vault/${path}`)],
    ['a file of this machine', answer('file:///etc/passwd')],
    ['no address', answer('something')],
  ])('is a proof that failed where it is %s', (_what, answered) => {
    expect(refused(answered)).toMatchObject({ exitCode: 6, code: 'no-address' });
    expect(JSON.stringify(refused(answered))).not.toContain('X-Amz');
  });

  it.each([
    ['of AWS', good],
    ['of another port', `http://127.0.0.1:6379/vault/${path}`],
  ])('is none in a sandbox where it is %s', (_what, url) => {
    expect(refused(answer(url), sandbox)).toMatchObject({ exitCode: 6, code: 'no-address' });
  });
});
