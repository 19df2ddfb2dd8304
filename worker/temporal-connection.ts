import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { NativeConnectionOptions } from '@temporalio/worker';
import { ConfigError, type Config } from './config.js';

type Settings = Config['temporal'];
type TLSConfig = Extract<NativeConnectionOptions['tls'], object>;

/** What both of Temporal's clients, the worker's and the command line's, are given to connect with. */
export type ConnectionSettings = { readonly address: string; readonly tls?: TLSConfig; readonly apiKey?: string };

/**
 * How every part of Firebreak connects to Temporal. Certificates and keys are read now: who connects again reads them
 * again. Throws ConfigError, naming setting and file, when one is not there or is not what it should be.
 */
export const temporalConnection = ({ address, tls, apiKeyFile, apiKeyVariable }: Settings): ConnectionSettings => {
  const apiKey =
    apiKeyFile !== undefined
      ? asApiKey(read('apiKeyFile', apiKeyFile).toString('utf8'), apiKeyFile)
      : apiKeyVariable !== undefined
        ? asApiKey(process.env[apiKeyVariable] ?? '', `The environment variable ${apiKeyVariable}`)
        : undefined;
  return { address, ...(tls && { tls: tlsConfig(tls) }), ...(apiKey !== undefined && { apiKey }) };
};

const read = (setting: string, file: string): Buffer => {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new ConfigError(`${file}, which temporal.${setting} names, cannot be read: ${(error as Error).message}.`);
  }
};

// It becomes an HTTP header: a line break in it would be an error far from here.
const asApiKey = (text: string, from: string): string => {
  const key = text.trim();
  if (!/^[!-~]{1,8192}$/.test(key)) throw new ConfigError(`${from} holds no API key of Temporal.`);
  return key;
};

const tlsConfig = ({ serverName, caFile, certFile, keyFile }: NonNullable<Settings['tls']>): TLSConfig => ({
  ...(serverName !== undefined && { serverNameOverride: serverName }),
  ...(caFile !== undefined && { serverRootCACertificate: certificate('tls.caFile', caFile).pem }),
  ...(certFile !== undefined && keyFile !== undefined && { clientCertPair: certificatePair(certFile, keyFile) }),
});

const certificate = (setting: string, file: string): { readonly pem: Buffer; readonly first: X509Certificate } => {
  const pem = read(setting, file);
  try {
    return { pem, first: new X509Certificate(pem) };
  } catch (error) {
    throw new ConfigError(`${file}, which temporal.${setting} names, is no certificate: ${(error as Error).message}.`);
  }
};

// What does not fit together is told here: from a server it is only a handshake that failed.
const certificatePair = (certFile: string, keyFile: string): NonNullable<TLSConfig['clientCertPair']> => {
  const { pem: crt, first } = certificate('tls.certFile', certFile);
  const key = read('tls.keyFile', keyFile);
  let isItsKey: boolean;
  try {
    isItsKey = first.checkPrivateKey(createPrivateKey(key));
  } catch (error) {
    throw new ConfigError(
      `${keyFile}, which temporal.tls.keyFile names, is no private key without a passphrase: ${(error as Error).message}.`,
    );
  }
  if (!isItsKey) throw new ConfigError(`${keyFile} is not the key of the certificate in ${certFile}.`);
  return { crt, key };
};
