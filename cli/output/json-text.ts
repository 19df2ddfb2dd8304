// C1 controls steer a terminal as escape sequences do, and bidirectional overrides turn a text around; JSON leaves both
// as they are.
const risky = /[\u007f-\u009f\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\p{Zl}\p{Zp}\ufff9-\ufffb]/gu;

const asEscape = (character: string): string =>
  Array.from({ length: character.length }, (_, at) => {
    const unit = character.charCodeAt(at).toString(16).padStart(4, '0');
    return `\\u${unit}`;
  }).join('');

/** A value as JSON that is safe to look at: what steers a terminal is written as `\u…`, which says the same. */
export const jsonText = (value: unknown, indent?: number): string =>
  JSON.stringify(value, null, indent).replace(risky, asEscape);
