import { createHmac, randomBytes } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { onePolicy } from '../support/policy.js';
import { until } from '../support/aws.js';
import { Lab, people, type Run } from './fixtures/lab.js';

type Told = { readonly type: string; readonly data: Readonly<Record<string, unknown>> };
type Heard = Told & { readonly headers: IncomingHttpHeaders; readonly raw: string };

describe('people outside', () => {
  const secret = randomBytes(32);
  const heard: Heard[] = [];
  let answers: number[] = [];
  let webhook: Server;
  let lab: Lab;
  beforeAll(async () => {
    webhook = createServer((request, response) => {
      void text(request).then((raw) => {
        const status = answers.shift() ?? 204;
        if (status < 300) heard.push({ ...(JSON.parse(raw) as Told), headers: request.headers, raw });
        response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end();
      });
    });
    await new Promise<void>((done) => void webhook.listen(0, '127.0.0.1', done));
    const { port } = webhook.address() as AddressInfo;
    lab = await Lab.open({ outlet: { url: `http://127.0.0.1:${port}/hook`, secret } });
  });
  afterAll(async () => {
    await lab.close();
    webhook.close();
  });
  beforeEach(() => {
    answers = [];
    lab.policy = onePolicy();
  });

  const told = (run: Run, type: string): Promise<Heard> =>
    until(`${type} of ${run.id}`, async () => heard.find((one) => one.type === type && one.data['run'] === run.id));

  it('are told where they are needed, and how it ended, in a form that can be verified', async () => {
    const run = await lab.launch('told');
    const opened = await told(run, 'gate.opened');
    const gate = await lab.waiting(run);
    expect(opened.data).toEqual({
      case: run.case,
      run: run.id,
      playbook: 'paint-things',
      severity: 'P2',
      account: expect.stringMatching(/^\d{12}$/),
      gate: { id: gate.id, kind: 'approval', expiresAt: gate.expiresAt, step: null, roles: ['ir-lead'] },
      plan: gate.plan,
      look: `firebreak show ${run.id}`,
    });
    const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signature } = opened.headers;
    const expected = createHmac('sha256', secret)
      .update(`${String(id)}.${String(at)}.${opened.raw}`)
      .digest('base64');
    expect(signature).toBe(`v1,${expected}`);
    expect(Math.abs(Number(at) - Date.now() / 1_000)).toBeLessThan(60);
    await lab.approve(run);
    expect((await told(run, 'run.ended')).data).toMatchObject({ state: 'completed' });
  });

  it('are told when it is escalated', async () => {
    lab.policy = onePolicy({ escalate: [{ after: 1, roles: ['ciso'] }] });
    const run = await lab.launch('escalated');
    expect((await told(run, 'gate.escalated')).data).toMatchObject({ to: ['ciso'] });
    await lab.cancel(run);
  });

  it('hear of it once, though the webhook stumbles, and nobody waits for that', async () => {
    answers = [500, 302, 503];
    const run = await lab.launch('stumbles');
    await lab.approve(run);
    expect(await lab.ended(run)).toBe('completed');
    await told(run, 'gate.opened');
    await told(run, 'run.ended');
    const types = heard.filter(({ data }) => data['run'] === run.id).map(({ type }) => type);
    expect(types.toSorted()).toEqual(['gate.opened', 'run.ended']);
  });

  it('hear nothing of what people or AWS wrote', async () => {
    const run = lab.newRun({ things: 'secret-thing' });
    await lab.start(run, lab.request(run, people.responder));
    const opened = await told(run, 'gate.opened');
    for (const words of ['secret-thing', 'A test', 'a test']) expect(opened.raw).not.toContain(words);
    await lab.cancel(run);
  });
});
