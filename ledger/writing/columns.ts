/** The members of a body that are also columns. */
export type Columns = {
  readonly run: string;
  readonly step: string | null;
  readonly call: string | null;
  readonly attempt: number | null;
};

/** The members of a body that are indexed, read from the body itself. */
export const columnsOf = (body: unknown): Columns => {
  const record = body as Readonly<Record<string, unknown>>;
  const text = (name: string): string | null => (typeof record[name] === 'string' ? record[name] : null);
  const attempt = record['attempt'];
  return {
    run: text('run') ?? '',
    step: text('step'),
    call: text('call'),
    attempt: typeof attempt === 'number' && Number.isSafeInteger(attempt) ? attempt : null,
  };
};
