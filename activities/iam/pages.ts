type Page = { readonly IsTruncated?: boolean | undefined; readonly Marker?: string | undefined };

/** Every item of a list of IAM's, page by page ("ListUsers": `IsTruncated` and `Marker`). */
export const allPages = async <P extends Page, T>(
  read: (from: { readonly Marker?: string }) => Promise<P>,
  itemsOf: (page: P) => readonly T[] | undefined,
): Promise<readonly T[]> => {
  const found: T[] = [];
  let marker: string | undefined;
  do {
    const page = await read(marker === undefined ? {} : { Marker: marker });
    found.push(...(itemsOf(page) ?? []));
    marker = page.IsTruncated ? page.Marker : undefined;
  } while (marker !== undefined);
  return found;
};
