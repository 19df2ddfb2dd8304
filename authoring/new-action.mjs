/** `npm run new:action NAME`: the draft of an action, its test, its row of the matrix, and its line in both lists. */
import { inClone } from '../sandbox/setup/paths.mjs';
import { Problem } from '../sandbox/setup/problem.mjs';
import { givenTo, orSayWhy } from './command.mjs';
import { fillIn, withOneMore, writeAll } from './drafts.mjs';
import { namesOf, refuseTaken } from './names.mjs';

const usage = 'npm run new:action stop-instance -- --service ec2 [--effect change|collect|observe]';
/** The services that an action has clients of (`activities/aws/clients.ts`). */
const services = ['autoscaling', 'ec2', 'elb', 'elbv2', 'iam', 'ssm'];
const effects = ['change', 'collect', 'observe'];

/**
 * @param {string} option
 * @param {string | undefined} value
 * @param {readonly string[]} allowed
 */
function oneOf(option, value, allowed) {
  if (value !== undefined && allowed.includes(value)) return value;
  throw new Problem(
    value === undefined ? `--${option} is missing.` : `There is no ${option} ${JSON.stringify(value)}.`,
    `It is one of ${allowed.join(', ')}.`,
    `${usage}${option === 'service' ? '\n     CONTRIBUTING.md says what another AWS service costs.' : ''}`,
  );
}

await orSayWhy(async () => {
  const { name, values } = givenTo(['service', 'effect'], usage);
  const { kebab, camel, title } = namesOf(name, 'stop-instance');
  const service = oneOf('service', values['service'], services);
  const effect = oneOf('effect', values['effect'] ?? 'change', effects);
  refuseTaken(inClone('activities'), kebab);

  const source = `activities/${service}/${kebab}.ts`;
  const test = `test/activities/${service}/${kebab}.test.ts`;
  const row = `test/activities/${service}/${kebab}.row.ts`;
  const catalogue = 'activities/catalogue.ts';
  const rows = 'test/activities/matrix/host-rows.ts';
  const blanks = {
    CAMEL: camel,
    KEBAB: kebab,
    TITLE: title,
    SERVICE: service,
    EC2: service === 'ec2' ? '.' : '../ec2',
  };
  await writeAll(
    {
      [source]: fillIn(`${effect}.ts.txt`, blanks),
      [test]: fillIn(`${effect}.test.ts.txt`, blanks),
      [row]: fillIn(`${effect}.row.ts.txt`, blanks),
    },
    {
      [catalogue]: withOneMore(catalogue, camel, `./${service}/${kebab}.js`),
      [rows]: withOneMore(rows, camel, `../${service}/${kebab}.row.js`),
    },
  );
  console.log(`wrote ${source}
wrote ${test}
wrote ${row}
added ${camel} to ${catalogue}
added ${camel} to ${rows}

It works as it is: npm test -- ${test}
                   npm test -- test/activities/matrix -t ${camel}
next: in ${source}, replace what "Replace:" marks, in its test and in its row as well.
docs/authoring.md goes through it.`);
});
