import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Ledger } from '../../../ledger/ledger.js';
import { DocumentCheck } from '../../../ledger/verify-documents.js';
import { KeptAnswers } from '../../../activities/aws/kept-answers.js';
import { canonical, sha256 } from '../../../ledger/canonical.js';
import type { AnswerDocument, PlanAnswer, PlanAnswers } from '../../../workflows/contract/plan-answers.js';
import type { Entry } from '../../../workflows/contract/entries.js';
import type { Hash, Json } from '../../../workflows/contract/json.js';
import { Incident, type Signed } from '../fixtures/incident.js';

let incident: Incident;
beforeAll(async () => {
  incident = await Incident.open();
});
afterAll(() => incident.close());
beforeEach(() => incident.begin());

const read = async (hash: Hash): Promise<Json> => incident.office.ledger.getDocument(hash);

const answersOf = async ({ body }: Entry<'plan'>): Promise<readonly PlanAnswer[]> => {
  if (body.answers === undefined) throw new Error('the plan entry names no answers');
  return ((await read(body.answers)) as unknown as PlanAnswers).answers;
};
const documentOf = async ({ answer }: PlanAnswer): Promise<AnswerDocument> => (await read(answer)) as never;
const plansOf = ({ job }: Signed) => incident.office.entries(job, 'plan');

describe('what AWS answered while a plan was made', () => {
  it('is kept, every answer, and named by the entry that put the plan to people', async () => {
    const signed = await incident.signed('isolateInstance', 'detachProfile');
    const [planned] = await plansOf(signed);
    if (!planned) throw new Error('nothing was planned');
    const answers = await answersOf(planned);
    // A session that was handed out says nothing of the account, and is nothing to keep.
    const calls = (await incident.office.entries(signed.job, 'call'))
      .map(({ body }) => body)
      .filter(({ operation }) => operation !== 'AssumeRole');
    expect(new Set(answers.map(({ requestId }) => requestId))).toEqual(
      new Set(calls.map(({ requestId }) => requestId)),
    );
    expect(answers).toHaveLength(calls.length);
    const described = answers.find(({ operation }) => operation === 'DescribeInstances');
    expect(described).toMatchObject({ service: 'ec2', input: expect.anything() });
    expect(await documentOf(described as PlanAnswer)).toMatchObject({
      output: {
        Reservations: [{ Instances: [{ InstanceId: incident.host, LaunchTime: expect.stringMatching(/Z$/) }] }],
      },
    });
    expect(answers.every(({ at }) => at <= planned.at)).toBe(true);
  });

  it('is kept again for a plan that is made again, and for a release', async () => {
    const signed = await incident.signed('isolateInstance');
    const { job, planned } = signed;
    const again = await incident.office.engine('plan.stages', {
      case: job.case,
      run: job.run,
      account: incident.estate.account,
      region: incident.estate.region,
      playbook: 'contain-instance',
      playbookVersion: '1',
      seed: job.run,
      stages: [
        {
          name: 'isolateInstance',
          changes: true,
          tracks: [
            {
              target: job.target,
              steps: [
                {
                  id: planned.stages[0]?.tracks[0]?.steps?.[0]?.id ?? '',
                  action: 'isolateInstance',
                  input: { instanceId: incident.host },
                },
              ],
            },
          ],
        },
      ],
      authority: planned.plan,
    });
    expect(again.differences).toEqual([]);
    await incident.done(signed, 'isolateInstance');
    await incident.release(signed);
    const plans = await plansOf(signed);
    expect(plans.map(({ body }) => body.event)).toEqual(['planned', 'replanned', 'planned']);
    const lists = await Promise.all(plans.map(answersOf));
    expect(lists.map((answers) => answers.length > 0)).toEqual([true, true, true]);
    expect(new Set(plans.map(({ body }) => body.answers)).size).toBe(3);
  });

  it('is a refusal too: a plan may rest on something not being there', async () => {
    const { admin } = incident.office.aws;
    await admin.addFault({ match: { operation: 'DescribeInstances', times: 1 }, kind: 'throttle' });
    const [planned] = await plansOf(await incident.signed('isolateInstance'));
    const answers = await answersOf(planned as Entry<'plan'>);
    const documents = await Promise.all(answers.map(documentOf));
    expect(documents).toContainEqual({ error: { code: 'RequestLimitExceeded', message: expect.any(String) } });
  });
});

describe('an answer that was altered or is gone', () => {
  it('is found by verification, wherever it stands', async () => {
    const signed = await incident.signed('isolateInstance');
    const [planned] = (await plansOf(signed)) as readonly Entry<'plan'>[];
    if (!planned?.body.answers) throw new Error('nothing was planned');
    const list = planned.body.answers;
    const [first] = await answersOf(planned);
    const texts = async (hash: Hash): Promise<string> => canonical(await read(hash));
    const problem = (change: (hash: Hash) => string | null | undefined) =>
      new DocumentCheck(async (hash) => {
        const changed = change(hash);
        return changed === undefined ? texts(hash) : changed;
      }).problem(planned);
    expect(await problem(() => undefined)).toBeNull();
    expect(await problem((hash) => (hash === first?.answer ? '{}' : undefined))).toBe(
      `document: ${first?.answer} was altered`,
    );
    expect(await problem((hash) => (hash === first?.answer ? null : undefined))).toBe(
      `document: ${first?.answer} is missing`,
    );
    expect(await problem((hash) => (hash === list ? null : undefined))).toBe(`document: ${list} is missing`);
  });
});

describe('an answer that is too large', () => {
  it('is cut, and says how long it was and what it hashed to', async () => {
    const stored = new Map<Hash, Json>();
    const ledger: Pick<Ledger, 'putDocument'> = {
      putDocument: async (value) => {
        const hash = sha256(canonical(value));
        stored.set(hash, value);
        return hash;
      },
    };
    const kept = new KeptAnswers();
    const read = { service: 'ec2', operation: 'DescribeInstances', input: {}, at: '', requestId: null };
    const output = Array.from({ length: 200 }, (_one, at) => 'x'.repeat(60_000) + at);
    kept.add(read, { output });
    kept.add(read, { output: 'small' });
    const { answers } = stored.get(await kept.store(ledger)) as unknown as PlanAnswers;
    const [large, small] = answers.map(({ answer }) => stored.get(answer));
    const whole = canonical({ output });
    expect(large).toEqual({ cut: { bytes: whole.length, sha256: sha256(whole), begins: whole.slice(0, 65_536) } });
    expect(small).toEqual({ output: 'small' });
  });
});
