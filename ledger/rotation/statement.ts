import { verify } from 'node:crypto';
import type { Entry } from '../../workflows/contract/entries.js';
import type { NewKey } from '../../workflows/contract/deployment.js';
import { canonical } from '../canonical.js';
import { deploymentBody } from '../entries/deployment.js';
import { publicKeyOf } from '../keys.js';
import type { Signer } from '../signer.js';

// Domain separation: a signature under this is one under nothing else.
const domain = 'firebreak.ledger.rotation.v1\n';

/** "From now on `to` signs in the place of `from`." */
export type Rotation = { readonly from: string; readonly to: NewKey; readonly at: string };

const bytes = ({ from, to, at }: Rotation): Buffer =>
  Buffer.from(domain + canonical({ at, from, to: { id: to.id, publicKey: to.publicKey } }));

/** The new key says so too: nobody can name a key that they do not hold. */
export const signRotation = async (rotation: Rotation, signer: Signer): Promise<string> =>
  (await signer.sign(bytes(rotation))).toString('base64');

/** Whether the new key itself signed it, and is the one of its id. */
export const rotationHolds = (rotation: Rotation & { readonly signature: string }): boolean => {
  const key = publicKeyOf(rotation.to);
  return key !== null && verify(null, bytes(rotation), key, Buffer.from(rotation.signature, 'base64'));
};

/** What is wrong with an entry that retires a key, if it is one: both keys must have signed it. */
export const rotationProblem = ({ kind, body, key }: Entry): string | null => {
  if (kind !== 'deployment' || body.event !== 'key-rotated') return null;
  const said = deploymentBody.safeParse(body).data;
  const isSigned = said?.event === 'key-rotated' && said.from === key && rotationHolds(said);
  return isSigned ? null : 'rotation: it is not signed by the key that is retired and the new one';
};
