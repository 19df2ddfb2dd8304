import { readFileSync } from 'node:fs';
import { z } from 'zod';

const schema = z.object({
  python: z.string(),
  temporal: z.string().nullable(),
  temporalAddress: z.string().nullable().default(null),
});

/** The programs that the sandbox is made of, as the set-up found or made them. */
export type Parts = z.infer<typeof schema>;

/** Reads what the set-up wrote. Throws, saying what to run, when it has not been done. */
export const readParts = (file: string): Parts => {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new Error(
      `The sandbox's parts are not installed (${(error as Error).message.slice(0, 200)}). Run: npm start`,
    );
  }
};
