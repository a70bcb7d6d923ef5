import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { onTestFinished } from 'vitest';

/** The files of a certificate and its key, in PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

interface CertificateWish {
  /** The subject as openssl takes it: `/CN=n1`. */
  readonly subject: string;
  /** The extended key usage: `serverAuth,clientAuth`. */
  readonly usage: string;
  readonly address?: string;
  /** How long it is valid; with 0 until now. */
  readonly days?: number;
}

/** A certificate authority in a temporary folder, which goes with the test. */
export interface Authority {
  readonly folder: string;
  readonly ca: string;
  readonly issue: (name: string, wish: CertificateWish) => Promise<Certificate>;
}

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

export async function makeAuthority(): Promise<Authority> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-ca-'));
  onTestFinished(async () => rm(folder, { recursive: true }));
  const file = (name: string): string => path.join(folder, name);
  const openssl = async (...args: readonly string[]) => execa('openssl', args, { cwd: folder });
  await openssl(
    'req',
    '-x509',
    ...KEY,
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-subj',
    '/CN=ca',
    '-days',
    '30',
  );
  return {
    folder,
    ca: file('ca.pem'),
    issue: async (name, { subject, usage, address = '127.0.0.1', days = 30 }) => {
      await openssl('req', ...KEY, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', subject);
      await writeFile(file(`${name}.ext`), `subjectAltName=IP:${address}\nextendedKeyUsage=${usage}\n`);
      const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', `${name}.ext`];
      await openssl(
        'x509',
        '-req',
        '-in',
        `${name}.csr`,
        ...signed,
        '-days',
        String(days),
        '-out',
        `${name}.pem`,
      );
      return { cert: file(`${name}.pem`), key: file(`${name}.key`) };
    },
  };
}

/** Puts a certificate in the place of another, as a rotation does. */
export async function replaceCertificate(old: Certificate, by: Certificate): Promise<void> {
  await copyFile(by.cert, old.cert);
  await copyFile(by.key, old.key);
}
