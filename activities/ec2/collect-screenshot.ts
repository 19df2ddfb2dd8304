import { reading } from '../aws/reading.js';
import { collectsDocument } from './instance-documents.js';

/**
 * Keeps a picture of what the instance shows on its screen now. It does not wake the screen: that would be an input to
 * a host that is evidence. AWS has none of Arm-based instances ("Troubleshoot an unreachable Amazon EC2 instance").
 */
export const collectScreenshot = collectsDocument({
  name: 'collectScreenshot',
  title: 'Keep a screenshot of an instance',
  evidenceKind: 'screenshot',
  call: 'ec2:GetConsoleScreenshot',
  async read(aws, instanceId) {
    const answer = await reading('ec2:GetConsoleScreenshot', instanceId, () =>
      aws.ec2.getConsoleScreenshot({ InstanceId: instanceId }),
    );
    const bytes = Buffer.from(answer.ImageData ?? '', 'base64');
    return bytes.length === 0 ? null : { bytes, mediaType: 'image/jpeg' };
  },
});
