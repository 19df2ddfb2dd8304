import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A certificate authority for one test, in a folder that the test removes. */
export class CertificateAuthority {
  readonly file: string;

  /** `name` tells authorities in one folder apart. */
  constructor(
    private readonly folder: string,
    private readonly name = 'ca',
  ) {
    this.file = this.#at(`${name}.pem`);
    this.#openssl('req', '-x509', ...newKey, '-keyout', this.#at(`${name}.key`), '-out', this.file, ...subject(name));
  }

  /** A certificate for that name, good for servers and clients, and its key: two PEM files. */
  issue(name: string): { readonly certFile: string; readonly keyFile: string } {
    const [certFile, keyFile, request] = [`${name}.pem`, `${name}.key`, `${name}.csr`].map((file) =>
      this.#at(file),
    ) as [string, string, string];
    const extensions = this.#at(`${name}.ext`);
    writeFileSync(extensions, `subjectAltName=DNS:${name}\nextendedKeyUsage=serverAuth,clientAuth\n`);
    this.#openssl('req', '-new', ...newKey, '-keyout', keyFile, '-out', request, ...subject(name));
    const by = ['-CA', this.file, '-CAkey', this.#at(`${this.name}.key`), '-CAcreateserial', '-days', '2'];
    this.#openssl('x509', '-req', '-in', request, '-out', certFile, '-extfile', extensions, ...by);
    return { certFile, keyFile };
  }

  #at(file: string): string {
    return join(this.folder, file);
  }

  #openssl(...args: readonly string[]): void {
    execFileSync('openssl', args, { stdio: 'pipe' });
  }
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
const subject = (name: string): readonly string[] => ['-subj', `/CN=${name}`];
