import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Tables that say when and by whom something was asked, not how the estate is; the trail's files among them. */
const NOT_THE_ESTATE =
  /^(clock|settings|agenda|iam\.keyUse|sts\.|hosts\.|ssm\.agents|truth\.|trail|cloudtrail\.|s3\.objects\/acme-logs)/;

// What differs between two runs of the same: random ids and marks, moments, addresses drawn from a pool.
const RANDOM: readonly (readonly [RegExp, string])[] = [
  [/\b([a-z]{1,12})-[0-9a-f]{8,17}\b/g, '$1-…'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, 'uuid'],
  [/\bx[0-9a-f]{23}o?\b/g, 'mark'],
  [/\bA[A-Z]{3}[A-Z2-7]{16}\b/g, 'key'],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, 'time'],
  [/\b1\d{12}\b/g, 'time'],
  [/\b(10|198\.1[89]|203\.0)(\.\d{1,3}){2,3}\b/g, 'address'],
  [/\b[0-9a-f]{2}(:[0-9a-f]{2}){5}\b/g, 'mac'],
];

/**
 * A saved world as a sorted list of what is in it, without what is random: two runs that did the same to the same
 * estate give equal lists. `directory` is the sandbox's AWS folder, `name` that of the saved world.
 */
export const estatePicture = (directory: string, name: string): readonly string[] => {
  const database = new DatabaseSync(join(directory, 'saved', name, 'world.sqlite'), { readOnly: true });
  try {
    return database
      .prepare('SELECT tbl, id, value FROM rows')
      .all()
      .filter(({ tbl }) => !NOT_THE_ESTATE.test(String(tbl)))
      .map(({ tbl, id, value }) => masked(`${String(tbl)} ${String(id)} ${String(value)}`))
      .sort();
  } finally {
    database.close();
  }
};

const masked = (text: string): string =>
  RANDOM.reduce((before, [pattern, stand]) => before.replace(pattern, stand), text);
