import { z } from 'zod';

const file = z.string().min(1).max(4_096);

/** How to be sure of the server, and it of us. Empty: TLS with the certificate authorities that this machine trusts. */
const tls = z
  .strictObject({
    /** The name that the server's certificate is for, where it is not the host of `address`. */
    serverName: z
      .string()
      .regex(/^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/, 'must be the name of a host')
      .optional(),
    /** PEM: the certificate authority of the server, in place of those that this machine trusts. */
    caFile: file.optional(),
    /** PEM: our certificate (what signed it after it), and its key without a passphrase. */
    certFile: file.optional(),
    keyFile: file.optional(),
  })
  .refine(
    ({ certFile, keyFile }) => (certFile === undefined) === (keyFile === undefined),
    'a client certificate needs both certFile and keyFile',
  );

/** Where Temporal is, and how it is spoken to. No secret stands in here: each is named by its file or its variable. */
export const temporalSchema = z
  .strictObject({
    address: z.string().default('127.0.0.1:7233'),
    namespace: z.string().default('default'),
    /** Also the name of the worker deployment, in which Temporal takes neither dots nor colons. */
    taskQueue: z
      .string()
      .regex(/^[A-Za-z0-9][\w-]{0,99}$/, 'must be letters, digits, dashes and underscores')
      .default('firebreak'),
    tls: tls.optional(),
    apiKeyFile: file.optional(),
    apiKeyVariable: z
      .string()
      .regex(/^[A-Za-z_]\w{0,99}$/, 'must be the name of an environment variable, not its value')
      .optional(),
  })
  .refine(
    ({ apiKeyFile, apiKeyVariable }) => apiKeyFile === undefined || apiKeyVariable === undefined,
    'an API key is in a file or in a variable: give apiKeyFile or apiKeyVariable',
  )
  .refine(
    ({ tls: safe, apiKeyFile, apiKeyVariable }) => safe !== undefined || (apiKeyFile ?? apiKeyVariable) === undefined,
    'an API key must not cross the network in the clear: add tls (tls: {} trusts what this machine trusts)',
  )
  .prefault({});

type TemporalSettings = z.infer<typeof temporalSchema>;

/** The same with each file by its full path. */
export const withFullPaths = (settings: TemporalSettings, absolute: (path: string) => string): TemporalSettings => {
  const { apiKeyFile, tls: given } = settings;
  return {
    ...settings,
    ...(apiKeyFile !== undefined && { apiKeyFile: absolute(apiKeyFile) }),
    ...(given && {
      tls: {
        ...given,
        ...(given.caFile !== undefined && { caFile: absolute(given.caFile) }),
        ...(given.certFile !== undefined && { certFile: absolute(given.certFile) }),
        ...(given.keyFile !== undefined && { keyFile: absolute(given.keyFile) }),
      },
    }),
  };
};
