import {
  CreateSnapshotCommand,
  CreateVolumeCommand,
  DeleteSnapshotCommand,
  LockSnapshotCommand,
  UnlockSnapshotCommand,
} from '@aws-sdk/client-ec2';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { evidencePermissions } from '../../../activities/evidence/evidence.js';
import { SANDBOX_REGION } from '../../../sandbox/gateway/accounts.js';
import { EvidenceRoom } from '../fixtures/evidence-room.js';
import { openLedgerFile } from '../../support/ledger-file.js';

let room: EvidenceRoom;
beforeAll(async () => {
  room = await EvidenceRoom.open();
  await room.office.aws.admin.set({ snapshotMs: 0 });
}, 60_000);
afterAll(() => room.office.close());

describe('an object of the vault', () => {
  it('is read whole, hashed, and found as it was collected', async () => {
    const content = Buffer.alloc(3 * 2 ** 20, 'memory');
    const { id } = await room.keep(content);
    const found = await room.verified(id);
    const sha256 = createHash('sha256').update(content).digest('hex');
    expect(found).toMatchObject({ ok: true, differences: [], warnings: [], sha256, bytes: content.length });
    expect(found).toMatchObject({ operator: 'examiner', person: 'ida', purpose: 'a test' });
  });

  it('of which a version is gone, is missing', async () => {
    const kept = await room.keep();
    await room.remove(kept);
    expect(await room.verified(kept.id)).toMatchObject({
      ok: false,
      differences: [expect.stringMatching(/^missing: .* has no version/)],
    });
  });

  it('that has other bytes than those that were collected, is altered', async () => {
    const kept = await room.keep();
    const [entry] = (await room.office.ledger.entries(room.case, { kinds: ['evidence'] })).slice(-1);
    if (entry?.kind !== 'evidence') throw new Error('nothing was collected');
    await room.recorded(kept.id, { ...entry.body, sha256: '0'.repeat(64), bytes: 1 });
    expect(await room.verified(kept.id)).toMatchObject({
      ok: false,
      differences: [
        expect.stringMatching(/^altered bytes: .* the ledger says sha256:0{64}$/),
        expect.stringMatching(/bytes, the ledger says 1$/),
      ],
      sha256: createHash('sha256').update(kept.content).digest('hex'),
    });
  });

  it('whose lock was shortened and whose hold was lifted, says both', async () => {
    const kept = await room.keep();
    await room.retain(kept, 2);
    await room.hold(kept, 'OFF');
    expect(await room.verified(kept.id)).toMatchObject({
      ok: false,
      differences: [expect.stringMatching(/^shortened lock: until .*, the ledger says /), 'its legal hold was lifted'],
    });
  });

  it('that is kept longer than was signed, is as good', async () => {
    const kept = await room.keep();
    await room.retain(kept, 90);
    expect(await room.verified(kept.id)).toMatchObject({ ok: true, warnings: [] });
  });

  it('with a newer version on top, is what it was, and somebody should look', async () => {
    const kept = await room.keep();
    await room.putOnTop(kept, 'something else');
    expect(await room.verified(kept.id)).toMatchObject({
      ok: true,
      warnings: [expect.stringContaining('newer version')],
    });
  });

  it('that may not be read, is a difference of its own, and the others are verified all the same', async () => {
    const [one, other] = [await room.keep(), await room.keep()];
    await room.office.aws.admin.addFault({
      kind: 'denied',
      match: { service: 's3', operation: 'GetObject', target: one.key, times: 1 },
    });
    const signed = room.request('verify', [one.id, other.id]);
    await room.hand(signed);
    const found = (await room.custody(signed.document.run)).filter((body) => body.event === 'verified');
    expect(found).toEqual([
      expect.objectContaining({
        ok: false,
        differences: [expect.stringMatching(/^could not be checked: s3:GetObject/)],
      }),
      expect.objectContaining({ ok: true }),
    ]);
    await room.office.aws.admin.clearFaults();
  });

  it('is read on from where the connection broke', async () => {
    const { id } = await room.keep();
    await room.office.aws.admin.addFault({
      kind: 'lost-answer',
      match: { service: 's3', operation: 'GetObject', times: 2 },
    });
    expect(await room.verified(id)).toMatchObject({ ok: true });
    await room.office.aws.admin.clearFaults();
  });
});

describe('while it verifies', () => {
  it('says which item it is at, and how far', async () => {
    const { id } = await room.keep();
    await room.office.aws.admin.addFault({
      kind: 'delay',
      delayMs: 1_500,
      match: { service: 's3', operation: 'GetObject' },
    });
    const told: unknown[] = [];
    await room.hand(room.request('verify', [id]), 'verify', {}, (beat) => told.push(beat));
    expect(told).toContainEqual({ item: 1, items: 1, evidence: id, bytes: 0, of: expect.any(Number) });
  });
});

describe('what is on record', () => {
  it('counts only as it was written: an entry that was altered speaks for nothing', async () => {
    const kept = await room.keep();
    const [entry] = (await room.office.ledger.entries(room.case, { kinds: ['evidence'] })).slice(-1);
    if (entry?.kind !== 'evidence') throw new Error('nothing was collected');
    // In a run of its own, so that the other tests of this file keep theirs.
    const body = { ...entry.body, run: 'run-altered', id: `${kept.id}?` };
    const { seq } = await room.office.ledger.append(room.case, 'worker:test', 'evidence', body);
    // The writer looks at the last one before it goes on.
    await room.office.ledger.append(room.case, 'worker:test', 'note', { run: 'run-altered', text: 'a note' });
    const db = openLedgerFile(join(room.office.folder, 'ledger.db'));
    db.prepare("UPDATE entries SET text = replace(text, 'a test', 'a fake') WHERE case_id = ? AND seq = ?").run(
      room.case,
      seq,
    );
    db.close();
    expect(await room.verified(body.id)).toMatchObject({
      ok: false,
      differences: [expect.stringContaining(`entry ${seq} of ${room.case} is not genuine`)],
      sha256: null,
    });
  });
});

describe('a snapshot', () => {
  const snapshot = async (days: number | null): Promise<string> => {
    const { ec2 } = room.office.aws;
    const volume = { AvailabilityZone: `${SANDBOX_REGION}a`, Size: 1, Encrypted: true };
    const { VolumeId } = await ec2.send(new CreateVolumeCommand(volume));
    await room.office.aws.admin.advanceClock(60_000);
    const { SnapshotId = '' } = await ec2.send(new CreateSnapshotCommand({ VolumeId }));
    await room.office.aws.admin.advanceClock(60_000);
    const lock = { SnapshotId, LockMode: 'governance', LockDuration: days ?? 1 } as const;
    if (days !== null) await ec2.send(new LockSnapshotCommand(lock));
    return room.recorded(SnapshotId, {
      evidenceKind: 'ebs-snapshot',
      location: `arn:aws:ec2:${SANDBOX_REGION}::snapshot/${SnapshotId}`,
      state: 'completed',
      details: { encrypted: true, ...(days !== null && { lock: 'governance', days }) },
    });
  };

  it('that is there, encrypted and locked as it was, has nothing to say', async () => {
    expect(await room.verified(await snapshot(30))).toMatchObject({ ok: true, warnings: [], sha256: null });
  });

  it('that was unlocked, or whose lock was shortened, says so', async () => {
    const { ec2 } = room.office.aws;
    const [unlocked, shortened] = [await snapshot(30), await snapshot(30)];
    await ec2.send(new UnlockSnapshotCommand({ SnapshotId: unlocked }));
    const shorter = { SnapshotId: shortened, LockMode: 'governance', LockDuration: 2 } as const;
    await ec2.send(new LockSnapshotCommand(shorter));
    expect((await room.verified(unlocked))?.differences).toEqual(['it was unlocked']);
    expect((await room.verified(shortened))?.differences).toEqual(['shortened lock: 2 days, the ledger says 30']);
  });

  it('that was deleted is missing', async () => {
    const id = await snapshot(null);
    await room.office.aws.ec2.send(new DeleteSnapshotCommand({ SnapshotId: id }));
    expect((await room.verified(id))?.differences).toEqual([`missing: the snapshot ${id} was deleted`]);
  });
});

describe('a document of the ledger', () => {
  const document = async (content: string): Promise<{ readonly id: string; readonly hash: string }> => {
    const bytes = Buffer.from(content);
    const hash = await room.office.ledger.putDocument({
      v: 1,
      mediaType: 'text/plain',
      encoding: 'base64',
      content: bytes.toString('base64'),
    });
    const id = await room.recorded(`user-data/i-1/${hash.slice(7, 23)}`, {
      evidenceKind: 'user-data',
      document: hash,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      bytes: bytes.length,
    });
    return { id, hash };
  };

  it('is hashed again, and its content too', async () => {
    const { id } = await document('#!/bin/sh');
    expect(await room.verified(id)).toMatchObject({ ok: true, bytes: 9 });
  });

  it('that was altered in the store says so', async () => {
    const { id, hash } = await document('curl evil');
    const db = openLedgerFile(join(room.office.folder, 'ledger.db'));
    db.prepare("UPDATE documents SET text = replace(text, 'text/plain', 'text/plane') WHERE hash = ?").run(hash);
    db.close();
    expect(await room.verified(id)).toMatchObject({ ok: false, differences: [expect.stringContaining('was altered')] });
  });
});

describe('the evidence volume', () => {
  it('is looked for, and its content vouched for by nobody', async () => {
    const volume = { AvailabilityZone: `${SANDBOX_REGION}a`, Size: 1 };
    const { VolumeId = '' } = await room.office.aws.ec2.send(new CreateVolumeCommand(volume));
    const recorded = (id: string) =>
      room.recorded(id, { location: `arn:aws:ec2:${SANDBOX_REGION}:111122223333:volume/${id}`, state: 'kept' });
    expect(await room.verified(await recorded(VolumeId))).toMatchObject({
      ok: true,
      warnings: [expect.stringContaining('in the vault')],
    });
    const gone = await recorded('vol-0123456789abcdef0');
    expect((await room.verified(gone))?.differences).toEqual(['missing: the volume vol-0123456789abcdef0 was deleted']);
  });
});

describe('what is elsewhere', () => {
  it('is not said to be missing', async () => {
    const id = await room.recorded('snap-0fedcba9876543210', {
      location: 'arn:aws:ec2:us-west-2::snapshot/snap-0fedcba9876543210',
    });
    expect((await room.verified(id))?.differences).toEqual([
      `could not be checked: it is in us-west-2, this worker in ${SANDBOX_REGION}`,
    ]);
  });
});

describe('the permissions of verifying', () => {
  it('are what it calls in the account under attack, and nothing else', async () => {
    const calls = await room.office.ledger.entries(room.case, { kinds: ['call'] });
    const called = calls.flatMap(({ kind, body }) =>
      kind === 'call' && body.service !== 's3' ? [`${body.service}:${body.operation}`] : [],
    );
    expect([...new Set(called)].sort()).toEqual([...evidencePermissions].sort());
  });
});
