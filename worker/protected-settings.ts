import { z } from 'zod';

const arn = /^arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:(?:\d{12})?:[!-~]{1,1024}$/;

/** The ARN of one resource. What could never be met in a plan is refused here, so that nobody counts on it. */
const resource = z.string().superRefine((text, context) => {
  const say = (message: string): void => context.addIssue({ code: 'custom', message: `${text} ${message}` });
  if (!arn.test(text)) say('must be an ARN, such as arn:aws:ec2:eu-west-1:111122223333:instance/i-0123456789abcdef0');
  else if (/[*?]/.test(text)) say('must name one resource: there are no wildcards here, list each by itself');
  else if (/:assumed-role\//.test(text)) say('is a session: list its role, arn:aws:iam::<account>:role/<name>');
  else if (text.endsWith(':root'))
    say('is a whole account, which no playbook changes: list the users, roles and hosts in it');
});

/** What no run may change, beside what a worker finds out about itself. */
export const protectedSchema = z.strictObject({ resources: z.array(resource).max(1_000).default([]) }).prefault({});
