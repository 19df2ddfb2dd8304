import { reading } from '../aws/reading.js';
import { collectsDocument } from './instance-documents.js';

/** Keeps the user data of an instance: a script that an attacker may have put there runs at every start. */
export const collectUserData = collectsDocument({
  name: 'collectUserData',
  title: 'Keep the user data of an instance',
  evidenceKind: 'user-data',
  call: 'ec2:DescribeInstanceAttribute',
  note: 'User data often holds secrets: its text is kept beside the ledger only, and shown nowhere. Rotate what is in it.',
  async read(aws, instanceId) {
    const answer = await reading('ec2:DescribeInstanceAttribute', instanceId, () =>
      aws.ec2.describeInstanceAttribute({ InstanceId: instanceId, Attribute: 'userData' }),
    );
    const bytes = Buffer.from(answer.UserData?.Value ?? '', 'base64');
    return bytes.length === 0 ? null : { bytes, mediaType: 'text/plain' };
  },
});
