import { AwsFailure, type Place } from '../../operation.js';
import type { Table } from '../../../world/store.js';

/** A key pair by name; AWS keeps the public half only. */
export type KeyPairRecord = {
  readonly id: string;
  readonly name: string;
  readonly type: 'rsa' | 'ed25519';
  readonly fingerprint: string;
  readonly publicKey: string;
  readonly createdAt: number;
};

export const keyPairsIn = (place: Place): Table<KeyPairRecord> => place.world.table('ec2.keyPairs', place);

/** Refuses the name of a key pair that does not exist. */
export const checkKeyName = (place: Place, name: string): KeyPairRecord => {
  const row = keyPairsIn(place).get(name);
  if (row === undefined) throw new AwsFailure('InvalidKeyPair.NotFound', `The key pair '${name}' does not exist`);
  return row;
};
