import { z } from 'zod';
import { denials, proofKinds, usualProofs, type Factor, type Policy } from '../workflows/contract/policy.js';
import { severities } from '../workflows/contract/words.js';

/** What operators, roles, policies and their rules are called. */
export const nameSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'must be lower-case letters, digits, dots and dashes');

const ruleName = z.string().regex(/^[\w][\w .,'-]{0,79}$/, 'must be up to 80 letters, digits, spaces and . , - _');

/** One value, or a list of them. */
const oneOrMore = <T extends z.ZodType>(value: T) =>
  z.preprocess((given) => (given === undefined || Array.isArray(given) ? given : [given]), z.array(value).min(1));

/** `2 of ir-lead or ciso`: so many different people with one of these roles. */
const factor = z
  .string()
  .regex(
    /^(?:[1-9]|10) of [a-z0-9][a-z0-9._-]{0,63}(?: or [a-z0-9][a-z0-9._-]{0,63})*$/,
    'must be written as "2 of ir-lead" or "1 of ir-lead or ciso", with a number from 1 to 10',
  )
  .transform((text): Factor => {
    const [count = '', roles = ''] = text.split(' of ');
    return { count: Number(count), roles: roles.split(' or ') };
  });

const units = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;

/** `90s`, `30m`, `4h`, `7d`: from a minute to 30 days, in seconds. */
export const durationSchema = z
  .string()
  .regex(/^\d{1,6}[smhd]$/, 'must be a time such as 90s, 30m, 4h or 7d')
  .transform((text) => Number(text.slice(0, -1)) * units[text.slice(-1) as keyof typeof units])
  .refine((seconds) => seconds >= 60 && seconds <= 30 * units.d, 'must be between 60s and 30d');

const conditions = z.strictObject({
  effect: oneOrMore(z.enum(['observe', 'collect', 'change'])).optional(),
  action: oneOrMore(z.string().regex(/^[A-Za-z]\w{0,63}$/, 'must be the name of an action')).optional(),
  playbook: oneOrMore(nameSchema).optional(),
  severity: oneOrMore(z.enum(severities)).optional(),
  account: oneOrMore(z.string().regex(/^\d{12}$/, 'must be 12 digits, in quotes')).optional(),
  environment: oneOrMore(z.string().min(1).max(256)).optional(),
  reversible: z.boolean().optional(),
});

const standing = z.strictObject({ roles: oneOrMore(nameSchema), ratifyWithin: durationSchema });

const rule = z.strictObject({
  name: ruleName,
  when: conditions.prefault({}),
  need: oneOrMore(factor),
  proofs: oneOrMore(z.enum(proofKinds)).prefault([...usualProofs]),
  denial: z.enum(denials).default('ends'),
  expiresAfter: durationSchema.prefault('4h'),
  escalate: z
    .array(z.strictObject({ after: durationSchema, to: oneOrMore(nameSchema) }))
    .max(10)
    .prefault([]),
  standing: standing.optional(),
});

type RuleSettings = z.output<typeof rule>;

const isCatchAll = ({ when }: RuleSettings): boolean => Object.keys(when).length === 0;

/** The policy of a configuration: who must agree to what. Without one, one `ir-lead` signs everything. */
export const policySchema = z
  .strictObject({
    name: nameSchema.default('default'),
    environmentTag: z.string().min(1).max(128).default('environment'),
    rules: z
      .array(rule)
      .min(1)
      .max(100)
      .prefault([{ name: 'everything', need: '1 of ir-lead' }]),
  })
  .superRefine(({ rules }, context) => {
    const say = (at: number, message: string): void =>
      context.addIssue({ code: 'custom', path: ['rules', at], message });
    rules.forEach((one, at) => {
      if (one.standing && one.when.severity?.join() !== 'P1')
        say(at, `${one.name} lets people act before anybody else has signed: it needs "when: { severity: P1 }"`);
      if (
        one.escalate.some(({ after }, nth) => after <= (one.escalate[nth - 1]?.after ?? 0) || after >= one.expiresAfter)
      )
        say(at, `${one.name} must escalate in the order of time, and before it expires`);
      if (rules.findIndex(({ name }) => name === one.name) < at) say(at, `there is a rule ${one.name} already`);
      if (isCatchAll(one) && at < rules.length - 1)
        say(at, `the rule ${one.name} fits everything: those after it would never be asked, so it must be the last`);
    });
    const last = rules.at(-1);
    if (last && !isCatchAll(last))
      say(rules.length - 1, `the last rule must fit everything: leave "when" out of ${last.name}, or add one after it`);
  })
  .transform((policy) => ({
    ...policy,
    rules: policy.rules.map(({ escalate, standing: authority, ...one }) => ({
      ...one,
      escalate: escalate.map(({ after, to }) => ({ after, roles: to })),
      standing: authority ?? null,
    })),
  }))
  .transform((policy) => policy as Policy);
