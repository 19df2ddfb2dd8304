import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../sandbox/setup/problem.mjs';

/**
 * The forms in which a draft is called. Two words at least: what is done, and to what.
 * @param {string | undefined} name
 * @param {string} example
 */
export function namesOf(name, example) {
  if (name === undefined || !/^[a-z][a-z0-9]*(-[a-z0-9]+)+$/.test(name))
    throw new Problem(
      name === undefined ? 'A name is missing.' : `${JSON.stringify(name)} is no name for it.`,
      'A name is what is done, and to what, in lower-case words with dashes between them.',
      `choose one like ${example}.`,
    );
  const camel = name.replaceAll(/-(.)/g, (_, letter) => letter.toUpperCase());
  const words = name.replaceAll('-', ' ');
  return { kebab: name, camel, title: words.charAt(0).toUpperCase() + words.slice(1) };
}

/**
 * Refuses a name that a file below `folder` has already, whatever folder it is in.
 * @param {string} folder an absolute path
 * @param {string} kebab
 */
export function refuseTaken(folder, kebab) {
  const taken = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find(
    (file) => file === `${kebab}.ts` || file.endsWith(`/${kebab}.ts`),
  );
  if (taken !== undefined)
    throw new Problem(
      `The name ${kebab} is taken.`,
      `${join(folder, taken)} is there already; nothing was written.`,
      'choose another name, or edit that file.',
    );
}
