/** The layout this code reads and writes. */
export const layoutVersion = 1;

/** What the name of a step, `<stage>/<resource>/<action>`, says after its stage. */
export const onResource = "substr(step, strpos(step, '/') + 1)";

/**
 * Tables, what keeps them append-only, and what the roles `firebreak_writer` and `firebreak_reader` may do where they
 * exist; to be run by the owner, in one transaction.
 *
 * - `text` is the truth, byte for byte; the other columns are an index of it, and verification checks that they agree.
 * - Text is compared by its bytes (`"C"`): a new version of the system's collations can then damage no index.
 * - Triggers refuse changes by anybody, the owner and a superuser included, until somebody drops them: `ENABLE ALWAYS`
 *   holds in `session_replication_role = replica` too. A head only moves forward, by PostgreSQL's own operators.
 * - The writer gives no `id`: the order in which entries came is the server's word.
 */
export const tables = `CREATE SCHEMA IF NOT EXISTS firebreak;

CREATE TABLE firebreak.layout (version integer PRIMARY KEY);
CREATE TABLE firebreak.entries (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  case_id text COLLATE "C" NOT NULL, seq bigint NOT NULL, kind text COLLATE "C" NOT NULL,
  run text COLLATE "C" NOT NULL, step text COLLATE "C", call text COLLATE "C", attempt bigint,
  once text COLLATE "C", text text NOT NULL,
  UNIQUE (case_id, seq));
CREATE INDEX entries_run ON firebreak.entries (run, kind, step);
CREATE INDEX entries_began ON firebreak.entries (run, id) INCLUDE (case_id, seq) WHERE kind = 'run';
CREATE INDEX entries_resource ON firebreak.entries ((${onResource}), case_id, run)
  WHERE kind = 'outcome';
CREATE UNIQUE INDEX entries_intent ON firebreak.entries (run, step, call, attempt) WHERE kind = 'intent';
CREATE UNIQUE INDEX entries_once ON firebreak.entries (case_id, once) WHERE once IS NOT NULL;
CREATE TABLE firebreak.heads (
  case_id text COLLATE "C" PRIMARY KEY, seq bigint NOT NULL, hash text NOT NULL, key text NOT NULL,
  signature text NOT NULL) WITH (fillfactor = 50);
CREATE TABLE firebreak.documents (hash text COLLATE "C" PRIMARY KEY, text text NOT NULL);
CREATE TABLE firebreak.keys (
  id text COLLATE "C" PRIMARY KEY, algorithm text NOT NULL, public_key text NOT NULL, pem text NOT NULL);

CREATE FUNCTION firebreak.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'firebreak.% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = '42501';
END $$;
CREATE FUNCTION firebreak.forward() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NEW.case_id = OLD.case_id AND NEW.seq > OLD.seq THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'a head of firebreak.heads only moves forward' USING ERRCODE = '42501';
END $$;
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['layout', 'entries', 'documents', 'keys'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON firebreak.%I
      FOR EACH STATEMENT EXECUTE FUNCTION firebreak.refuse()', name);
    EXECUTE format('ALTER TABLE firebreak.%I ENABLE ALWAYS TRIGGER append_only', name);
  END LOOP;
END $$;
CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON firebreak.heads
  FOR EACH STATEMENT EXECUTE FUNCTION firebreak.refuse();
CREATE TRIGGER forward BEFORE UPDATE ON firebreak.heads FOR EACH ROW EXECUTE FUNCTION firebreak.forward();
ALTER TABLE firebreak.heads ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE firebreak.heads ENABLE ALWAYS TRIGGER forward;

DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'firebreak_writer') THEN
    GRANT USAGE ON SCHEMA firebreak TO firebreak_writer;
    GRANT SELECT ON ALL TABLES IN SCHEMA firebreak TO firebreak_writer;
    GRANT INSERT (case_id, seq, kind, run, step, call, attempt, once, text) ON firebreak.entries TO firebreak_writer;
    GRANT INSERT ON firebreak.heads, firebreak.documents, firebreak.keys TO firebreak_writer;
    GRANT UPDATE (seq, hash, key, signature) ON firebreak.heads TO firebreak_writer;
  END IF;
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'firebreak_reader') THEN
    GRANT USAGE ON SCHEMA firebreak TO firebreak_reader;
    GRANT SELECT ON ALL TABLES IN SCHEMA firebreak TO firebreak_reader;
  END IF;
END $$;

INSERT INTO firebreak.layout VALUES (${layoutVersion});
`;
