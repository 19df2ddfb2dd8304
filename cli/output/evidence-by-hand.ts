import type { EvidenceItem } from '../../ledger/evidence/item.js';

// What stands in a ledger may be an attacker's: pasted into a shell it must stay one word.
const word = (text: string): string => (/^[\w./:@+=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

/** The commands by which somebody without Firebreak verifies an item, or gets at it where it cannot be fetched. */
export const byHand = ({ location, sha256, lock }: EvidenceItem): readonly string[] => {
  const hex = sha256?.slice(7) ?? '';
  if ('bucket' in location) {
    const object = `--bucket ${word(location.bucket)} --key ${word(location.key)}`;
    const version = `${object} --version-id ${word(location.versionId)}`;
    return [
      `aws s3api get-object ${version} evidence.bin`,
      `echo '${hex}  evidence.bin' | sha256sum --check`,
      `aws s3api get-object-retention ${version}`,
      `aws s3api get-object-legal-hold ${version}`,
      `aws s3api list-object-versions --bucket ${word(location.bucket)} --prefix ${word(location.key)}`,
    ];
  }
  if ('document' in location)
    return [
      `firebreak audit document ${location.document} | sha256sum`,
      `firebreak audit document ${location.document} | jq -r .content | base64 -d > evidence.bin`,
      `echo '${hex}  evidence.bin' | sha256sum --check`,
    ];
  if ('snapshotId' in location) {
    const { snapshotId: id, region } = location;
    const where = `--region ${word(region)}`;
    return [
      `aws ec2 describe-snapshots ${where} --owner-ids self --filters Name=snapshot-id,Values=${word(id)}`,
      ...(lock ? [`aws ec2 describe-locked-snapshots ${where} --snapshot-ids ${word(id)}`] : []),
      `aws ec2 modify-snapshot-attribute ${where} --snapshot-id ${word(id)} --attribute createVolumePermission --operation-type add --user-ids ACCOUNT   # share it`,
      `aws ec2 copy-snapshot ${where} --source-region ${word(region)} --source-snapshot-id ${word(id)} --encrypted --kms-key-id KEY   # in that account`,
    ];
  }
  return 'volumeId' in location
    ? [`aws ec2 describe-volumes --region ${word(location.region)} --volume-ids ${word(location.volumeId)}`]
    : [];
};
