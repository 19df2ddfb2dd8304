import type { CreateListenerInput, ModifyListenerInput } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsFailure, type Place } from '../operation.js';
import { listenersIn, type ListenerRecord, type LoadBalancerRecord } from './records.js';

/** What listens at `port` of a load balancer, as the input says it; the rest of `before` stays. */
export const listenerSettings = (
  place: Place,
  balancer: LoadBalancerRecord,
  input: CreateListenerInput | ModifyListenerInput,
  before: Omit<ListenerRecord, 'port' | 'protocol'> & Partial<ListenerRecord>,
): ListenerRecord => {
  const { Port: port = before.port, Protocol: protocol = before.protocol } = input;
  if (port === undefined || protocol === undefined)
    throw new AwsFailure('ValidationError', 'A port and a protocol must be specified');
  if ((balancer.type === 'application') !== (protocol === 'HTTP' || protocol === 'HTTPS'))
    throw new AwsFailure('UnsupportedProtocol', `Protocol '${protocol}' is not supported by the load balancer`);
  const certificates = (input.Certificates ?? before.certificates).map(({ CertificateArn = '' }) => ({
    CertificateArn,
  }));
  const isSecure = protocol === 'HTTPS' || protocol === 'TLS';
  if (isSecure && certificates.length === 0)
    throw new AwsFailure('CertificateNotFound', 'A certificate must be specified for HTTPS and TLS listeners');
  const sslPolicy = input.SslPolicy ?? before.sslPolicy ?? 'ELBSecurityPolicy-2016-08';
  const isTaken = listenersIn(place)
    .all()
    .some((one) => one.loadBalancer === balancer.arn && one.port === port && one.arn !== before.arn);
  if (isTaken)
    throw new AwsFailure(
      'DuplicateListener',
      `A listener already exists on this port for this load balancer '${balancer.arn}'`,
    );
  const { sslPolicy: _, ...rest } = before;
  return { ...rest, port, protocol, certificates: isSecure ? certificates : [], ...(isSecure && { sslPolicy }) };
};
