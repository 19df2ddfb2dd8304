/** Escape sequences as terminals know them: CSI, the string kinds (OSC, DCS, SOS, PM, APC), and the short ones. */
const sequences =
  // eslint-disable-next-line no-control-regex
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b[\]PX^_]|[\u009d\u0090\u0098\u009e\u009f])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)|\u001b[ -/]*[0-Z\\^-~]/g;

/** What has no picture of its own, or turns the direction of its neighbours. */
const unseen =
  /[\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}\ufff9-\ufffb]/gu;

/** A heap of marks on one letter runs over the lines above and below it. */
const heaps = /(\p{M}{3})\p{M}+/gu;

const plain = /^[ -~]*$/;

/**
 * Makes a text from outside safe to show on one line of a terminal: names, tags and error messages may be written by
 * the attacker. Whole escape sequences go, then every control character, invisible character and bidirectional
 * override; line breaks and tabs become spaces. A sequence that does not end keeps its letters, so nothing hides in it.
 */
export const neutral = (text: string): string =>
  plain.test(text)
    ? text
    : text
        .replace(sequences, '')
        .replace(/[\t\n\r\u0085\u2028\u2029]+/g, ' ')
        .replace(unseen, '')
        .replace(heaps, '$1');
