import type { RawRequest } from './http.js';
import type { Models, ServiceModel } from './model.js';
import { isS3Control } from './s3-address.js';

/** Several services share a signing name: what distinguishes them depends on the protocol. */
export const chooseModel = (
  models: Models,
  { target, headers }: RawRequest,
  signingName: string,
  form: URLSearchParams,
): ServiceModel | undefined => {
  if (signingName === 's3') return models.byFolder(isS3Control(target) ? 's3control' : 's3');
  const files = models.files(signingName);
  const prefix = targetOf(headers).prefix;
  const file = files.find((each) => {
    // Some SDKs put the API's package before its name (CloudTrail's do), others leave it out.
    if (each.protocol === 'json') return each.targetPrefix?.split('.').at(-1) === prefix.split('.').at(-1);
    if (each.protocol === 'query' || each.protocol === 'ec2') return each.apiVersion === form.get('Version');
    return true;
  });
  return file && models.byFolder(file.folder);
};

/** What an `X-Amz-Target` header names: the API and its operation. */
export const targetOf = (headers: RawRequest['headers']): { readonly prefix: string; readonly name: string } => {
  const target = String(headers['x-amz-target'] ?? '');
  const dot = target.lastIndexOf('.');
  return { prefix: target.slice(0, Math.max(0, dot)), name: target.slice(dot + 1) };
};

/** The query of a request's URL. */
export const queryOf = (target: string): URLSearchParams => {
  const at = target.indexOf('?');
  return new URLSearchParams(at === -1 ? '' : target.slice(at + 1));
};

/** Parameters of a Query request stand in the body of a POST, or else in the URL. */
export const formOf = ({ target, headers, body }: RawRequest): URLSearchParams => {
  const isForm = String(headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
  return isForm && body.length > 0 ? new URLSearchParams(body.toString('utf8')) : queryOf(target);
};
