import { createHash, verify, type KeyObject } from 'node:crypto';
import type { Signer } from '../signer.js';

/** Signature type of Ed25519 over the text of a note (C2SP signed-note, "Signature types"). */
const ed25519 = Buffer.of(1);

const idBytes = 4;

/** More than this is no note of ours: three lines, and the signatures of a few witnesses. */
const maxNoteLength = 64 * 1024;

/** A key that signs notes, or is trusted to: a name, and the 32 raw bytes of an Ed25519 public key. */
export type NoteKey = { readonly name: string; readonly publicKey: Uint8Array };

/** What stands in each signature to tell keys apart: SHA-256(name ‖ LF ‖ 0x01 ‖ public key), its first four bytes. */
const noteKeyId = ({ name, publicKey }: NoteKey): Buffer =>
  createHash('sha256').update(`${name}\n`).update(ed25519).update(publicKey).digest().subarray(0, idBytes);

/** A key as the tools for transparency logs take it, a "vkey": name+hex(id)+base64(0x01 ‖ public key). */
export const verifierKey = (key: NoteKey): string =>
  `${key.name}+${noteKeyId(key).toString('hex')}+${Buffer.concat([ed25519, key.publicKey]).toString('base64')}`;

/** Signs a text, which ends in a newline, as a note (C2SP signed-note). Equal texts become equal notes. */
export const signNote = async (text: string, key: NoteKey, sign: Signer['sign']): Promise<string> => {
  const signature = Buffer.concat([noteKeyId(key), await sign(Buffer.from(text))]).toString('base64');
  return `${text}\n— ${key.name} ${signature}\n`;
};

/** A note taken apart; nothing in it is verified yet. */
export type OpenNote = {
  readonly text: string;
  readonly signatures: readonly { readonly name: string; readonly id: Buffer; readonly signature: Buffer }[];
};

/** Takes a note apart, strictly; null when it is none. */
export const readNote = (note: string): OpenNote | null => {
  // No control characters but newlines, and nothing that UTF-8 cannot hold.
  const isText = note.length <= maxNoteLength && note.isWellFormed() && !/[^\P{Cc}\n]/u.test(note);
  const end = note.lastIndexOf('\n\n');
  if (!isText || end < 0 || !note.endsWith('\n')) return null;
  const lines = note.slice(end + 2, -1).split('\n');
  const signatures = lines.map((line) => {
    const [, name, base64] = /^— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/u.exec(line) ?? [];
    const bytes = Buffer.from(base64 ?? '', 'base64');
    const isWhole = bytes.toString('base64') === base64 && bytes.length > idBytes;
    return name !== undefined && isWhole
      ? [{ name, id: bytes.subarray(0, idBytes), signature: bytes.subarray(idBytes) }]
      : [];
  });
  if (signatures.some((found) => found.length === 0)) return null;
  return { text: note.slice(0, end + 1), signatures: signatures.flat() };
};

/**
 * Whether `key` signed the note: null when there is no signature that names it. Signatures of other keys are passed over,
 * as the specification asks: there may be those of witnesses.
 */
export const isSignedBy = ({ text, signatures }: OpenNote, key: NoteKey, publicKey: KeyObject): boolean | null => {
  const id = noteKeyId(key);
  const own = signatures.filter((one) => one.name === key.name && one.id.equals(id));
  return own.length === 0 ? null : own.every(({ signature }) => verify(null, Buffer.from(text), publicKey, signature));
};
