import { notSimulated } from '../services/not-simulated.js';
import { AwsFailure } from '../services/operation.js';
import type { ServiceModel } from './model.js';
import type { Malformed } from './problem.js';

/** The error for a request to a service of which there is no model. */
export const unknownService = (signingName: string): AwsFailure =>
  notSimulated(`The service '${signingName.slice(0, 100)}'`);

/** The error that a service gives for an operation that it has not ("Common errors" of its API reference). */
export const unknownOperation = (model: ServiceModel, asked: string, version: string | undefined): AwsFailure => {
  const name = asked.slice(0, 200);
  switch (model.protocol) {
    case 'ec2':
      return new AwsFailure('InvalidAction', `The action ${name} is not valid for this web service.`);
    case 'query': {
      const named = version?.slice(0, 20) ?? 'NO_VERSION_SPECIFIED';
      return new AwsFailure('InvalidAction', `Could not find operation ${name} for version ${named}`);
    }
    case 'json':
      return new AwsFailure('UnknownOperationException', '');
    case 'rest-json':
      return new AwsFailure('UnknownOperationException', '', 404);
    case 'rest-xml':
      return new AwsFailure('MethodNotAllowed', 'The specified method is not allowed against this resource.', 405);
  }
};

/** What S3 says with a code: "Error responses", Amazon S3 API Reference. */
const S3_MESSAGES: Readonly<Record<Malformed['s3Code'], string>> = {
  MalformedXML: 'The XML you provided was not well-formed or did not validate against our published schema',
  IncompleteBody: 'The request body terminated unexpectedly',
  MalformedTrailerError:
    'The request contained trailing data that was not well-formed or did not conform to our published schema.',
  InvalidURI: 'Couldn’t parse the specified URI.',
};

/** The error that a service gives for bytes that are no request. */
export const malformed = (model: ServiceModel | undefined, { message, s3Code }: Malformed): AwsFailure => {
  switch (model?.protocol) {
    case 'ec2':
      return new AwsFailure('MalformedQueryString', `The query string is malformed: ${message}`);
    case 'query':
      return new AwsFailure('MalformedQueryString', `The query string is malformed: ${message}`, 404);
    case 'json':
    case 'rest-json':
      return new AwsFailure('SerializationException', message);
    default:
      return new AwsFailure(s3Code, S3_MESSAGES[s3Code]);
  }
};
