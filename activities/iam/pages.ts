import { reading } from '../aws/reading.js';

type Page = { readonly IsTruncated?: boolean | undefined; readonly Marker?: string | undefined };

/** Every item of a list of IAM's, page by page ("ListUsers": `IsTruncated` and `Marker`), with its errors translated. */
export const allPages = async <P extends Page, T>(
  call: string,
  target: string,
  read: (from: { readonly Marker?: string }) => Promise<P>,
  itemsOf: (page: P) => readonly T[] | undefined,
): Promise<readonly T[]> => {
  const found: T[] = [];
  let marker: string | undefined;
  do {
    const from = marker === undefined ? {} : { Marker: marker };
    const page = await reading(call, target, () => read(from));
    found.push(...(itemsOf(page) ?? []));
    marker = page.IsTruncated ? page.Marker : undefined;
  } while (marker !== undefined);
  return found;
};
