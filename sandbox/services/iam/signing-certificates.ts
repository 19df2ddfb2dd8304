import { X509Certificate } from 'node:crypto';
import type {
  ListSigningCertificatesRequest,
  ListSigningCertificatesResponse,
  UploadSigningCertificateRequest,
  UploadSigningCertificateResponse,
} from '@aws-sdk/client-iam';
import { AwsFailure, operation, type Operations } from '../operation.js';
import { quotaExceeded } from './failures.js';
import { listed } from './listing.js';
import { needOnOwn } from './own.js';
import { changes, ownedBy, ownerOf } from './owned.js';
import type { UserRecord } from './records.js';
import { signingCertificatesIn, type CertificateRecord } from './user-records.js';

const MOST = 2;

const certificateShown = (user: UserRecord, certificate: CertificateRecord) => ({
  UserName: user.name,
  CertificateId: certificate.id,
  CertificateBody: certificate.body,
  Status: certificate.status,
  UploadDate: new Date(certificate.createdAt),
});

/** Signing certificates of users: Upload, List, Update, Delete. */
export const signingCertificateOperations: Operations = {
  UploadSigningCertificate: operation<UploadSigningCertificateRequest, UploadSigningCertificateResponse>(
    (call, input) => {
      const user = ownerOf(call, input);
      const body = input.CertificateBody ?? '';
      const id = fingerprintOf(body);
      const theirs = ownedBy(signingCertificatesIn(call), user);
      if (theirs.some((one) => one.id === id))
        throw new AwsFailure('DuplicateCertificate', 'The certificate is already associated.', 409);
      if (theirs.length >= MOST) throw quotaExceeded('CertificatesPerUser', MOST);
      const createdAt = call.world.clock.now();
      const row = signingCertificatesIn(call).put(id, { id, userId: user.id, createdAt, body, status: 'Active' });
      return { Certificate: certificateShown(user, row) };
    },
    needOnOwn,
  ),

  ListSigningCertificates: operation<ListSigningCertificatesRequest, ListSigningCertificatesResponse>((call, input) => {
    const user = ownerOf(call, input);
    const { items, rest } = listed(ownedBy(signingCertificatesIn(call), user), input);
    return { Certificates: items.map((one) => certificateShown(user, one)), ...rest };
  }, needOnOwn),

  ...changes(
    'SigningCertificate',
    signingCertificatesIn,
    ({ CertificateId }: { CertificateId?: string }) => CertificateId,
  ),
};

const fingerprintOf = (body: string): string => {
  try {
    const { fingerprint256 } = new X509Certificate(body);
    return fingerprint256.replaceAll(':', '').slice(0, 32);
  } catch {
    throw new AwsFailure('MalformedCertificate', 'The certificate is malformed.', 400);
  }
};
