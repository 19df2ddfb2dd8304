import type { RunReference } from '../../workflows/contract/activities.js';
import type { RunRow } from '../reader.js';
import type { Ask } from './asking.js';
import { onResource } from './schema.js';

/** Every case, oldest first; also one that has lost its first entry, or all but its head. */
export const storedCases = async (ask: Ask): Promise<string[]> => {
  // From one case to the next by the index, not over all entries.
  const rows = await ask(`WITH RECURSIVE stored AS (
      (SELECT case_id FROM firebreak.entries ORDER BY case_id LIMIT 1)
      UNION ALL
      SELECT (SELECT case_id FROM firebreak.entries WHERE case_id > stored.case_id ORDER BY case_id LIMIT 1)
      FROM stored WHERE case_id IS NOT NULL)
    SELECT case_id FROM (SELECT case_id FROM stored UNION SELECT case_id FROM firebreak.heads) AS every
    WHERE case_id IS NOT NULL
    ORDER BY (SELECT id FROM firebreak.entries AS e WHERE e.case_id = every.case_id ORDER BY seq LIMIT 1), case_id`);
  return rows.map((row) => String(row['case_id']));
};

/** Every run, newest first. */
export const storedRuns = async (ask: Ask): Promise<RunRow[]> => {
  const rows = await ask(`SELECT * FROM (SELECT DISTINCT ON (run) case_id, run, seq, id FROM firebreak.entries
    WHERE kind = 'run' ORDER BY run, id) AS firsts ORDER BY id DESC`);
  return rows.map((row) => ({ case: String(row['case_id']), run: String(row['run']), seq: Number(row['seq']) }));
};

/** The case of a run's first entry. */
export const caseOf = async (ask: Ask, run: string): Promise<string | null> => {
  // `+ 0`: by the index of runs, never by walking the rows in their order until one of the run comes.
  const [row] = await ask('SELECT case_id FROM firebreak.entries WHERE run = $1 ORDER BY id + 0 LIMIT 1', run);
  return row ? String(row['case_id']) : null;
};

/** The runs of any case that have an outcome of a step on one of these resources, oldest first. */
export const runsWith = async (ask: Ask, resources: readonly string[]): Promise<RunReference[]> => {
  // A step is named `<stage>/<resource>/<action>`, and 0 is the character after the slash.
  const rows = await ask(
    `SELECT case_id, run FROM unnest($1::text[]) AS resource JOIN firebreak.entries
     ON ${onResource} >= resource || '/' AND ${onResource} < resource || '0'
     WHERE kind = 'outcome' GROUP BY case_id, run ORDER BY min(id)`,
    [...resources],
  );
  return rows.map((row) => ({ case: String(row['case_id']), run: String(row['run']) }));
};
