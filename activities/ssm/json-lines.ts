/** The lines of a text that are JSON, in order. The text is a suspect host's word: what is not JSON is passed over. */
export const jsonLines = (text: string): readonly unknown[] =>
  text.split(/\r?\n/).flatMap((line) => {
    if (!line.startsWith('{')) return [];
    try {
      return [JSON.parse(line) as unknown];
    } catch {
      return [];
    }
  });
