import { z } from 'zod';
import type { Json } from '../../workflows/contract/json.js';

const shape = z.object({
  v: z.literal(1),
  mediaType: z.string().max(200),
  encoding: z.literal('base64'),
  content: z.string(),
});

/** The content of a document that was collected as evidence; null when it is none. */
export const readContent = (document: Json): { readonly mediaType: string; readonly bytes: Buffer } | null => {
  const { data } = shape.safeParse(document);
  return data ? { mediaType: data.mediaType, bytes: Buffer.from(data.content, 'base64') } : null;
};
