import { AwsFailure } from '../../operation.js';

/** AWS's limit before the text is encoded ("Run commands when you launch an EC2 instance with user data input"). */
const MOST_BYTES = 16_384;

/** User data as it came, in base64; refuses what is no base64 and what is too long. */
export const checkedUserData = (text: string): string => {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text.replace(/\s/g, '')))
    throw new AwsFailure('InvalidUserData.Malformed', 'Invalid BASE64 encoding of user data.');
  if (Buffer.from(text, 'base64').length > MOST_BYTES)
    throw new AwsFailure('InvalidParameterValue', `User data is limited to ${MOST_BYTES} bytes`);
  return text;
};
