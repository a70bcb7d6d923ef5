import { type ExitName, Failure } from '../../../errors/index.ts';
import { printable } from '../../../text/index.ts';
import type { EtcdAccess } from '../access/options.ts';
import { CODE, type GatewayError } from './refusal.ts';

/** What an error of etcd's means to an operator. */
interface Meaning {
  readonly when: (refusal: GatewayError) => boolean;
  readonly exit: ExitName;
  readonly says: string;
  readonly hint: (access: EtcdAccess) => string;
}

const has =
  (...parts: readonly string[]) =>
  ({ said }: GatewayError): boolean =>
    parts.some((part) => said.includes(part));

/** The first that fits counts. The texts are those of etcd 3.4 to 3.6 (agent-facts C). */
const MEANINGS: readonly Meaning[] = [
  {
    // The gateway's own words: `write client preface`, `broken pipe`, `connection closed`, and others.
    when: ({ code, said }) => code === CODE.unavailable && !said.startsWith('etcdserver'),
    exit: 'unavailable',
    says: 'its gateway cannot connect to etcd itself',
    hint: () =>
      "If etcd asks for client certificates: its server certificate needs clientAuth beside serverAuth in the extended key usage, because the gateway shows it as a client's.",
  },
  {
    when: has('CommonName of client'),
    exit: 'permission',
    says: 'with users turned on it refuses a client certificate with a CommonName',
    hint: () =>
      'Give a client certificate without a CommonName (CN) in its subject, beside user and password.',
  },
  {
    when: has('user name is empty'),
    exit: 'permission',
    says: 'it has users turned on, and none is given',
    hint: () => 'Give --etcd-username and --etcd-password.',
  },
  {
    when: has('authentication failed'),
    exit: 'permission',
    says: 'it refuses the user or its password',
    hint: () => 'Check --etcd-username and --etcd-password: etcdctl user list',
  },
  {
    when: ({ code }) => code === CODE.permissionDenied,
    exit: 'permission',
    says: 'it denies this user access to flannel’s keys',
    hint: ({ keys, login }) =>
      `Allow it: etcdctl role grant-permission ROLE readwrite --prefix ${keys.prefix}/, where ROLE is one of ${login?.name ?? 'the user'}'s.`,
  },
  {
    when: ({ code }) => code === CODE.unauthenticated,
    exit: 'permission',
    says: 'it refuses the token that it has just given',
    hint: () => 'Check that all endpoints are members of one cluster, and its --auth-token.',
  },
  {
    when: has('no leader', 'leader changed', 'lost leader'),
    exit: 'unavailable',
    says: 'it has no leader',
    hint: () =>
      'More than half of the members must run and reach each other: etcdctl endpoint status --cluster',
  },
  {
    when: has('database space exceeded'),
    exit: 'unavailable',
    says: 'its database is full',
    hint: () => 'Make room: etcdctl compact, etcdctl defrag, then etcdctl alarm disarm.',
  },
  {
    when: ({ code, said }) => code === CODE.deadlineExceeded || said.includes('timed out'),
    exit: 'unavailable',
    says: 'it is too slow to answer',
    hint: () => 'Look at its disk and its network: etcdctl check perf',
  },
];

/** The Failure for an error that etcd answered with. */
export class EtcdRefused extends Failure {
  readonly refusal: GatewayError;

  constructor(endpoint: string, refusal: GatewayError, access: EtcdAccess) {
    const meaning = MEANINGS.find(({ when }) => when(refusal));
    const own = `etcd said: ${printable(refusal.said) || `code ${refusal.code}`}`;
    const says = meaning === undefined ? own : `${meaning.says} (${own})`;
    super(meaning?.exit ?? 'unavailable', `etcd at ${endpoint}: ${says}`, {
      hint: meaning?.hint(access) ?? 'See the log of etcd.',
    });
    this.name = 'EtcdRefused';
    this.refusal = refusal;
  }
}

/** Whether etcd answered with an error of a code. */
export const hasCode = (error: unknown, code: number): boolean =>
  error instanceof EtcdRefused && error.refusal.code === code;
