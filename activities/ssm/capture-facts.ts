import { z } from 'zod';
import { pinnedDocument } from './run-command.js';

/** How often a capture is tried before a person has to start another run. Each try is planned, and signed. */
export const tries = [1, 2] as const;
export type Try = (typeof tries)[number];

/** What a capture is planned with; the same whenever it is planned, for the same host and configuration. */
export const captureFacts = z.strictObject({
  nonce: z.string(),
  windows: z.boolean(),
  zone: z.string(),
  nitro: z.boolean(),
  document: pinnedDocument,
  tool: z.strictObject({ key: z.string(), sha256: z.string(), version: z.string() }).nullable(),
  /** Where the vault's objects are: what every address begins with. */
  base: z.string(),
});
export type CaptureFacts = z.infer<typeof captureFacts>;

/** The mark of a try: a host makes one dump for each, and sends it once. */
export const markOf = ({ nonce }: CaptureFacts, number: Try): string => `${nonce}-${number}`;

/** The objects of a try. Their names mean nothing to whoever reads them on the host. */
export const keysOf = (
  facts: Pick<CaptureFacts, 'nonce'>,
  number: Try,
): { readonly image: string; readonly manifest: string } => ({
  image: `${facts.nonce}/${number}/image`,
  manifest: `${facts.nonce}/${number}/parts`,
});
