import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { walkDigests } from '../../../activities/reconcile/digest-chain.js';
import type { LogBucket, LogObject } from '../../../activities/reconcile/log-objects.js';

// Whole trails of the sandbox are read in the test beside this one. Here are the chains that it does not make.

const hour = 3_600_000;
const now = Math.floor(Date.now() / hour) * hour;
const time = (hours: number): string => `${new Date(now - hours * hour).toISOString().slice(0, 19)}Z`;
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const keyPair = () => generateKeyPairSync('rsa', { modulusLength: 2_048 });
const ours = keyPair();
const keys = new Map([['ours', ours.publicKey.export({ type: 'pkcs1', format: 'der' })]]);
const bucketName = 'logs';

const event = {
  eventID: 'event-1',
  eventTime: time(1),
  eventSource: 'ec2.amazonaws.com',
  eventName: 'CreateTags',
  awsRegion: 'eu-west-1',
  userIdentity: {},
};

type Digest = { readonly key: string; readonly signature: string; readonly text: string };

/** A bucket that CloudTrail writes to: log files, and digests that follow one another. */
class Trail implements LogBucket {
  readonly name = bucketName;
  readonly objects = new Map<string, LogObject>();
  last: Digest | null = null;

  read = async (key: string) => this.objects.get(key) ?? null;
  keys = async () => [...this.objects.keys()];
  folders = async () => [];

  /** The digest of the hour that ended so many hours ago, signed with `key`, with one log file. */
  digest(hours: number, records: readonly object[] = [], key = ours.privateKey): string {
    const file = `file-${hours}`;
    const content = JSON.stringify({ Records: records });
    this.objects.set(file, { bytes: Buffer.from(content), metadata: {} });
    const place = `digest-${time(hours)}`;
    const text = JSON.stringify({
      digestStartTime: time(hours + 1),
      digestEndTime: time(hours),
      digestS3Bucket: bucketName,
      digestS3Object: place,
      digestPublicKeyFingerprint: 'ours',
      digestSignatureAlgorithm: 'SHA256withRSA',
      previousDigestS3Bucket: this.last && bucketName,
      previousDigestS3Object: this.last?.key ?? null,
      previousDigestHashValue: this.last && sha256(this.last.text),
      previousDigestSignature: this.last?.signature ?? null,
      logFiles: [
        {
          s3Bucket: bucketName,
          s3Object: file,
          hashValue: sha256(content),
          hashAlgorithm: 'SHA-256',
          newestEventTime: time(hours),
          oldestEventTime: time(hours),
        },
      ],
    });
    const said = [time(hours), `${bucketName}/${place}`, sha256(text), this.last?.signature ?? 'null'].join('\n');
    const signature = sign('RSA-SHA256', Buffer.from(said), key).toString('hex');
    this.objects.set(place, { bytes: Buffer.from(text), metadata: { signature } });
    this.last = { key: place, signature, text };
    return place;
  }
}

const walk = (trail: Trail, digests: readonly string[]) =>
  walkDigests(trail, digests, keys, { changed: () => true }, new Date(now - 9 * hour).toISOString());

describe('the digests of a trail', () => {
  it('vouch for what is in their files, from the first to the last', async () => {
    const trail = new Trail();
    const digests = [trail.digest(2), trail.digest(1, [event]), trail.digest(0)];
    expect(await walk(trail, digests)).toMatchObject({
      since: time(3),
      until: time(0),
      digests: 3,
      files: 3,
      problems: [],
      events: [{ eventID: 'event-1' }],
    });
  });

  it('have a gap where the chain begins anew', async () => {
    const trail = new Trail();
    const first = trail.digest(2);
    trail.last = null;
    const second = trail.digest(1);
    expect((await walk(trail, [first, second])).problems).toEqual([
      { kind: 'gap', object: second, what: expect.stringMatching(/begins anew/) },
    ]);
  });

  it('have a gap at the end, when hours pass without any', async () => {
    const trail = new Trail();
    const last = trail.digest(5);
    expect((await walk(trail, [last])).problems).toMatchObject([{ kind: 'gap', object: last }]);
  });

  it('miss one that a later one names', async () => {
    const trail = new Trail();
    const [first, second, third] = [trail.digest(2), trail.digest(1), trail.digest(0)];
    trail.objects.delete(second);
    expect((await walk(trail, [first, third])).problems).toMatchObject([{ kind: 'missing', object: second }]);
  });

  it('miss the first ones, when the oldest that is there begins later than is asked for and names one before it', async () => {
    const trail = new Trail();
    const [first, second] = [trail.digest(1), trail.digest(0)];
    trail.objects.delete(first);
    expect((await walk(trail, [second])).problems).toMatchObject([{ kind: 'missing', object: first }]);
  });

  it('vouch for nothing when somebody else signed them', async () => {
    const trail = new Trail();
    const digests = [trail.digest(0, [event], keyPair().privateKey)];
    expect(await walk(trail, digests)).toMatchObject({
      digests: 0,
      problems: [{ kind: 'altered', object: digests[0], what: expect.stringMatching(/signature does not hold/) }],
      events: [],
    });
  });

  it('vouch for nothing at another place than they were written to', async () => {
    const trail = new Trail();
    const moved = trail.objects.get(trail.digest(1));
    if (!moved) throw new Error('it was not written');
    trail.objects.set('digest-elsewhere', moved);
    expect((await walk(trail, ['digest-elsewhere'])).problems).toMatchObject([
      { kind: 'altered', object: 'digest-elsewhere', what: expect.stringMatching(/it was written as/) },
    ]);
  });

  it('name files that may hold what is no event', async () => {
    const trail = new Trail();
    const digests = [trail.digest(0, [{ eventID: 'no event' }])];
    expect((await walk(trail, digests)).problems).toMatchObject([{ kind: 'unreadable', object: 'file-0' }]);
  });
});
