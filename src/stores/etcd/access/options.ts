import { Failure } from '../../../errors/index.ts';
import { ETCD_PREFIX } from '../../../flannel/index.ts';
import { quote } from '../../../text/index.ts';
import { parseEndpoints } from './endpoints.ts';
import { type EtcdKeys, etcdKeys } from './keys.ts';

/** How to reach flannel's keys in etcd; named as flanneld's `--etcd-*` flags are (flannel-facts 7.1). */
export interface EtcdOptions {
  /** URLs of members; each may be several, separated by commas. */
  readonly endpoints: readonly string[];
  /** Default: `/coreos.com/network`. */
  readonly prefix?: string;
  /** The file of the CA that signed etcd's certificate; without it the system's CAs are used. */
  readonly cafile?: string;
  /** The files of this client's certificate and its key. All files are read again for each connection. */
  readonly certfile?: string;
  readonly keyfile?: string;
  readonly username?: string;
  readonly password?: string;
  /** How long a member may take to answer, in milliseconds. */
  readonly timeout?: number;
  /** How long a watch may be silent before its member is asked whether it is still there, in milliseconds. */
  readonly silence?: number;
  /** The current time, in milliseconds since 1970. */
  readonly now?: () => number;
}

/** Options that were checked. */
export interface EtcdAccess {
  readonly endpoints: readonly string[];
  readonly keys: EtcdKeys;
  readonly files: Pick<EtcdOptions, 'cafile' | 'certfile' | 'keyfile'>;
  readonly login?: { readonly name: string; readonly password: string };
  readonly timeout: number;
  readonly silence: number;
  readonly now: () => number;
}

/** Longer than an election of etcd's takes (1 s by default), and than a slow disk blocks one. */
const TIMEOUT = 5000;
/**
 * The kernel finds a lost connection sooner (TCP keepalive, 20 s); this finds a member that hangs. Each time an idle
 * process wakes costs it milliseconds, and 100 of them on a virtual machine whose idle memory the host reclaims.
 */
const SILENCE = 300_000;

/** Checks the options; throws a Failure `invalidConfig` that names the wrong one. */
export function etcdAccess(options: EtcdOptions): EtcdAccess {
  const { cafile, certfile, keyfile, username = '', password = '' } = options;
  if ((certfile === undefined) !== (keyfile === undefined)) {
    const [given, missing] = certfile === undefined ? ['key', 'certificate'] : ['certificate', 'key'];
    throw refused(
      `for etcd a client ${given} is given without its ${missing}`,
      'Give --etcd-certfile and --etcd-keyfile.',
    );
  }
  if (username === '' && password !== '')
    throw refused('for etcd a password is given without a user', 'Give --etcd-username, too.');
  const endpoints = parseEndpoints(options.endpoints, cafile !== undefined || certfile !== undefined);
  return {
    endpoints,
    keys: etcdKeys(prefixOf(options.prefix ?? ETCD_PREFIX)),
    files: { ...(cafile && { cafile }), ...(certfile && { certfile }), ...(keyfile && { keyfile }) },
    ...(username !== '' && { login: { name: username, password } }),
    timeout: options.timeout ?? TIMEOUT,
    silence: options.silence ?? SILENCE,
    now: options.now ?? Date.now,
  };
}

/** flanneld joins prefix and key as a path, so slashes at the end don't count. */
function prefixOf(written: string): string {
  const prefix = written.replace(/\/+$/, '');
  if (/^\/?[^\s/]+(?:\/[^\s/]+)*$/.test(prefix)) return prefix;
  throw refused(
    `the prefix ${quote(written)} of etcd's keys is malformed`,
    `flanneld's own is ${ETCD_PREFIX}.`,
  );
}

const refused = (message: string, hint: string): Failure => new Failure('invalidConfig', message, { hint });
