import { Failure } from '../../../errors/index.ts';
import { readInput } from '../../../host/index.ts';
import type { EtcdAccess } from './options.ts';

/** PEM texts, under the names that Node's TLS has for them. */
export interface TlsTexts {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/**
 * Reads the files for TLS; Failures name the one that can't be read. Called for each request, because a rotation
 * replaces the files: Node opens a new connection as soon as the texts differ from those of an open one.
 */
export async function readTlsFiles({ cafile, certfile, keyfile }: EtcdAccess['files']): Promise<TlsTexts> {
  const [ca, cert, key] = await Promise.all([cafile, certfile, keyfile].map(read));
  return {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
  };
}

const read = async (file: string | undefined): Promise<string | undefined> =>
  file === undefined
    ? undefined
    : readInput(file).catch((error: unknown) => {
        if (!(error instanceof Failure)) throw error;
        throw new Failure(error.exit, error.message, {
          hint: 'Give files of PEM with --etcd-cafile, --etcd-certfile and --etcd-keyfile.',
          cause: error,
        });
      });
