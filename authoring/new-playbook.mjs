/** `npm run new:playbook NAME`: the draft of a playbook, its test, and its line in the registry. */
import { inClone } from '../sandbox/setup/paths.mjs';
import { givenTo, orSayWhy } from './command.mjs';
import { fillIn, withOneMore, writeAll } from './drafts.mjs';
import { namesOf, refuseTaken } from './names.mjs';

await orSayWhy(async () => {
  const { name } = givenTo([], 'npm run new:playbook quarantine-database');
  const { kebab, camel, title } = namesOf(name, 'quarantine-database');
  refuseTaken(inClone('workflows/playbooks'), kebab);

  const source = `workflows/playbooks/${kebab}.ts`;
  const test = `test/workflows/playbooks/${kebab}.test.ts`;
  const registry = 'workflows/playbooks/registry.ts';
  const blanks = { CAMEL: camel, KEBAB: kebab, TITLE: title };
  await writeAll(
    { [source]: fillIn('playbook.ts.txt', blanks), [test]: fillIn('playbook.test.ts.txt', blanks) },
    { [registry]: withOneMore(registry, camel, `./${kebab}.js`) },
  );
  console.log(`wrote ${source}
wrote ${test}
added ${camel} to ${registry}

It works as it is: npm test -- ${test} test/architecture/catalogue.test.ts
next: in ${source}, replace what "Replace:" marks, with its test beside it.
docs/authoring.md goes through it.`);
});
