import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addressIn } from '../../../cli/session/address.js';
import { decrypt, freshKey } from '../../../ledger/evidence/encrypted.js';
import { EvidenceRoom } from '../fixtures/evidence-room.js';

let room: EvidenceRoom;
beforeAll(async () => {
  room = await EvidenceRoom.open();
}, 60_000);
afterAll(() => room.office.close());

describe('fetching an object', () => {
  it('gives an address of exactly its version, to whoever holds the key, and to nobody else', async () => {
    const kept = await room.keep();
    await room.putOnTop(kept, 'something else');
    const key = freshKey();
    const { request, answer } = await room.fetched(kept.id, key.publicKey);
    if (!answer.address) throw new Error('no address');
    const url = decrypt(key, request, answer.address);
    const { region, endpoint } = room.office.aws.config;
    const object = { bucket: room.bucket, key: kept.key, versionId: kept.versionId };
    expect(addressIn(answer, key, request, object, { region, endpoint }).href).toBe(new URL(url).href);
    expect(await (await fetch(url)).text()).toBe(kept.content.toString());
    expect((await fetch(url.replace(kept.versionId, 'x'.repeat(32)))).status).toBe(403);
    const { address } = answer;
    expect(() => decrypt(freshKey(), request, address)).toThrow();
    expect(() => decrypt(key, 'custody-other', address)).toThrow();
  });

  it('is on record before anybody has the address, and the address nowhere', async () => {
    const kept = await room.keep();
    const key = freshKey();
    const { request, answer } = await room.fetched(kept.id, key.publicKey);
    expect(await room.custody(request)).toEqual([
      expect.objectContaining({ event: 'requested', act: 'fetch', evidence: [kept.id] }),
      expect.objectContaining({
        event: 'handed-over',
        evidence: kept.id,
        versionId: kept.versionId,
        bytes: kept.content.length,
        until: expect.stringMatching(/Z$/),
      }),
    ]);
    if (!answer.address) throw new Error('no address');
    const signature = new URL(decrypt(key, request, answer.address)).searchParams.get('X-Amz-Signature') ?? '';
    expect(signature).toMatch(/^[0-9a-f]{64}$/);
    const texts = readdirSync(room.office.folder).map((name) => readFileSync(join(room.office.folder, name), 'latin1'));
    for (const text of [...texts, JSON.stringify(answer)]) expect(text.includes(signature)).toBe(false);
  });

  it('is done with a session that can read that object and write nothing', async () => {
    const { id, key } = await room.keep();
    const { request } = await room.fetched(id, freshKey().publicKey);
    const [call] = await room.entries(request, 'call');
    const input = JSON.stringify(call?.body.input);
    expect(input).toContain(key);
    expect(input).not.toMatch(/s3:(?:Put|Abort|Delete)/);
  });
});

it('for a public key that leads to no secret is refused, and nothing is on record as handed over', async () => {
  const { id } = await room.keep();
  const signed = room.request('fetch', [id], { publicKey: Buffer.alloc(32).toString('base64url') });
  await expect(room.hand(signed)).rejects.toMatchObject({ type: 'BadInput', nonRetryable: true });
  expect((await room.custody(signed.document.run)).map(({ event }) => event)).toEqual(['requested']);
});

describe('fetching what is no object', () => {
  it('hands a document over by its hash, on record', async () => {
    const document = await room.office.ledger.putDocument({ v: 1, content: 'x' });
    const id = await room.recorded('console-output/i-1/1', { document });
    const { request, answer } = await room.fetched(id, freshKey().publicKey);
    expect(answer).toEqual({ address: null });
    expect(await room.custody(request)).toEqual([
      expect.objectContaining({ event: 'requested' }),
      expect.objectContaining({ event: 'handed-over', evidence: id, document }),
    ]);
  });

  it('says of a snapshot that it cannot be handed out', async () => {
    const id = await room.recorded('snap-0123456789abcdef0', {
      location: 'arn:aws:ec2:eu-west-1::snapshot/snap-0123456789abcdef0',
    });
    await expect(room.fetched(id, freshKey().publicKey)).rejects.toMatchObject({ type: 'Refused' });
  });
});

describe('a run that collected evidence', () => {
  const collect = async (): Promise<{ readonly case: string; readonly run: string }> => {
    const { case: caseId, run } = await room.office.job('i-1');
    const evidence = (await room.office.ledger.entries(room.case, { kinds: ['evidence'] }))[0];
    if (evidence?.kind !== 'evidence') throw new Error('nothing was collected');
    await room.office.ledger.append(caseId, 'worker:test', 'evidence', { ...evidence.body, run });
    return { case: caseId, run };
  };

  it('leaves the list of it when it ends, before its end is on record, and once', async () => {
    await room.keep();
    const where = await collect();
    for (let again = 0; again < 2; again += 1) await room.office.engine('run.record', { ...where, state: 'completed' });
    const entries = await room.office.ledger.entries(where.case);
    const found = entries.filter(({ kind }) => kind === 'custody');
    expect(found.map(({ body }) => body)).toEqual([
      { run: where.run, event: 'manifest', document: expect.stringMatching(/^sha256:/), items: 1 },
    ]);
    const end = entries.findIndex(({ kind, body }) => kind === 'run' && body.event === 'state');
    expect(entries[end - 1]).toBe(found[0]);
    const [entry] = found;
    if (entry?.kind !== 'custody' || entry.body.event !== 'manifest') throw new Error('no manifest');
    const manifest = await room.office.ledger.getDocument(entry.body.document);
    expect(manifest).toMatchObject({ v: 1, case: where.case, items: [{ kind: 'memory-image', run: where.run }] });
  });

  it('that collected nothing leaves none', async () => {
    const { case: caseId, run } = await room.office.job('i-1');
    await room.office.engine('run.record', { case: caseId, run, state: 'completed' });
    expect(await room.office.ledger.entries(caseId, { kinds: ['custody'] })).toEqual([]);
  });
});
