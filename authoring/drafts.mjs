import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Problem } from '../sandbox/setup/problem.mjs';
import { inClone } from '../sandbox/setup/paths.mjs';

/**
 * A template with its blanks filled in: `__NAME__` stands for `values.NAME`.
 * @param {string} template
 * @param {Record<string, string>} values
 */
export function fillIn(template, values) {
  const text = readFileSync(inClone('authoring/templates', template), 'utf8');
  return text.replaceAll(/__([A-Z0-9]+)__/g, (blank, name) => values[name] ?? blank);
}

/**
 * A list of the tree with one more in it: its import in the order of paths, its name at the end.
 * @param {string} list the file, which ends with the list
 * @param {string} name
 * @param {string} from
 */
export function withOneMore(list, name, from) {
  const lines = readFileSync(inClone(list), 'utf8').split('\n');
  const imports = lines.map((line) => /^import .* from '(\.{1,2}\/.+)';$/.exec(line)?.[1]);
  const next = imports.findIndex((path) => path !== undefined && path > from);
  const last = imports.findLastIndex((path) => path !== undefined);
  lines.splice(next === -1 ? last + 1 : next, 0, `import { ${name} } from '${from}';`);
  return lines.join('\n').replace(/,?\s*\];\s*$/, `, ${name}];\n`);
}

/**
 * Writes all files, formatted as the house is; or none, when one of them that is new is there already.
 * @param {Record<string, string>} created texts by path in the clone
 * @param {Record<string, string>} changed
 */
export async function writeAll(created, changed) {
  const there = Object.keys(created).find((file) => existsSync(inClone(file)));
  if (there !== undefined)
    throw new Problem(`${there} is there already.`, 'Nothing was written.', 'choose another name, or edit that file.');
  const { format, resolveConfig } = await import('prettier').catch(() => {
    throw new Problem('Prettier is not installed.', 'It formats what is written.', 'run `npm run parts` once.');
  });
  const settings = await resolveConfig(inClone('package.json'));
  const formatted = await Promise.all(
    Object.entries({ ...created, ...changed }).map(async ([file, text]) => ({
      file,
      text: await format(text, { ...settings, parser: 'typescript' }),
    })),
  );
  for (const { file, text } of formatted) {
    mkdirSync(dirname(inClone(file)), { recursive: true });
    writeFileSync(inClone(file), text);
  }
}
