import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Tables that say when and by whom something was asked, not how the estate is; the trails' files among them. */
const NOT_THE_ESTATE =
  /^(clock|settings|agenda|iam\.keyUse|sts\.|hosts\.|ssm\.agents|truth\.|trail|cloudtrail\.|s3\.objects\/acme-(logs|forensics-vault-logs))/;

/** A seal says how the ledger stood when it was made: whatever is put back, it stays. */
const isSeal = (key: string): boolean => key.startsWith('seals/');

/** Texts that differ between two estates that are alike, and what stands for them. */
type Mask = readonly (readonly [RegExp, string])[];

// Moments, in each of the spellings that services have for them.
const MOMENTS: Mask = [
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, 'time'],
  [/\b1\d{12}\b/g, 'time'],
];

// Random ids and marks, addresses drawn from a pool.
const RANDOM: Mask = [
  // Before ids of AWS: the end of some UUIDs looks like one.
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, 'uuid'],
  [/\b([a-z]{1,12})-[0-9a-f]{8,17}\b/g, '$1-…'],
  [/\bx[0-9a-f]{23}o?\b/g, 'mark'],
  [/\bA[A-Z]{3}[A-Z2-7]{16}\b/g, 'key'],
  ...MOMENTS,
  [/\b(10|198\.1[89]|203\.0)(\.\d{1,3}){2,3}\b/g, 'address'],
  [/\b[0-9a-f]{2}(:[0-9a-f]{2}){5}\b/g, 'mac'],
];

const LOCK = String.raw`"(?:x[0-9a-f]{23}|AWSRevokeOlderSessions)":"(?:\\.|[^"\\])*aws:TokenIssueTime(?:\\.|[^"\\])*"`;

const WHEN_PUT_BACK: Mask = [
  // The policy that keeps older sessions denied stays until the last of them has expired.
  [new RegExp(`,${LOCK}|${LOCK},?`, 'g'), ''],
  // AWS has a new id for what is put back where it was.
  [/\b(eipassoc|iip-assoc)-[0-9a-f]{17}\b/g, '$1-…'],
  // It is settled by then: what AWS shows is worked out when it is asked.
  [/"state":"associating"/g, '"state":"associated"'],
  // AWS has no call that unsets an idle timeout: what had none has the default, by value.
  [/,"tracking":\{"tcpEstablished":432000\}/g, ''],
  ...MOMENTS,
];

/**
 * A saved world as a sorted list of what is in it, without what is random: two runs that did the same to the same
 * estate give equal lists. `directory` is the sandbox's AWS folder, `name` that of the saved world.
 */
export const estatePicture = (directory: string, name: string): readonly string[] => rows(directory, name, RANDOM);

/** The same with all ids as they are: what was put back gives the list that stood before. */
export const estateExactly = (directory: string, name: string): readonly string[] =>
  rows(directory, name, WHEN_PUT_BACK).map(inNoOrder);

/** Security groups of an interface have no order. */
const inNoOrder = (row: string): string =>
  row.replace(/"groups":\[([^\]]*)\]/g, (_, groups: string) => `"groups":[${groups.split(',').sort().join()}]`);

const rows = (directory: string, name: string, mask: Mask): readonly string[] => {
  const database = new DatabaseSync(join(directory, 'saved', name, 'world.sqlite'), { readOnly: true });
  try {
    return database
      .prepare('SELECT tbl, id, value FROM rows')
      .all()
      .filter(({ tbl, id }) => !NOT_THE_ESTATE.test(String(tbl)) && !isSeal(String(id)))
      .map(({ tbl, id, value }) => masked(`${String(tbl)} ${String(id)} ${String(value)}`, mask))
      .sort();
  } finally {
    database.close();
  }
};

const masked = (text: string, mask: Mask): string =>
  mask.reduce((before, [pattern, stand]) => before.replace(pattern, stand), text);
