import { causeOf, type ExitName, errorCode, Failure, messageOf } from '../../../errors/index.ts';
import { printable } from '../../../text/index.ts';
import { NoAnswer } from './deadline.ts';

/** What an error of a connection means to an operator. */
interface Meaning {
  readonly exit: ExitName;
  readonly says: string;
  readonly hint: string;
}

const CA: Meaning = {
  exit: 'invalidConfig',
  says: 'its certificate is signed by a CA that is not known here',
  hint: "Give the CA of etcd's certificate with --etcd-cafile.",
};
const CLIENT: Meaning = {
  exit: 'permission',
  says: 'it asks for a client certificate, and refuses this one or that there is none',
  hint: 'Give one that is signed by the CA in its --trusted-ca-file, with --etcd-certfile and --etcd-keyfile.',
};
const PAIR: Meaning = {
  exit: 'invalidConfig',
  says: 'the client certificate and its key cannot be used',
  hint: 'Both must be PEM, and belong together. During a rotation another try succeeds when both files are there.',
};
const NAME: Meaning = {
  exit: 'invalidConfig',
  says: 'its certificate is for other names or addresses',
  hint: 'Write the endpoint as in the certificate, or make one that has this address as a subject alternative name.',
};
const DATE: Meaning = {
  exit: 'unavailable',
  says: 'its certificate has expired, or is not valid yet',
  hint: 'Renew it, and check the clocks of both machines.',
};
const NOT_HTTP: Meaning = {
  exit: 'invalidConfig',
  says: 'what listens there does not speak HTTP',
  hint: "Give the address of etcd's --advertise-client-urls.",
};
const NOT_TLS: Meaning = {
  exit: 'unavailable',
  says: 'the connection was closed before TLS began',
  hint: 'If etcd has no TLS, write http:// for https://.',
};
const UNKNOWN_HOST: Meaning = {
  exit: 'unavailable',
  says: 'its name has no address',
  hint: 'Check the name, and the name servers in /etc/resolv.conf.',
};
const LOST: Meaning = {
  exit: 'unavailable',
  says: 'the connection was closed without an answer',
  hint: 'If etcd has TLS, write https:// for http://. Otherwise see its log.',
};
const DOWN: Meaning = {
  exit: 'unavailable',
  says: 'no connection',
  hint: 'Check that etcd runs, its --listen-client-urls, and what filters packets on the way.',
};

const OF_CODE: readonly (readonly [RegExp, Meaning])[] = [
  [/^(UNABLE_TO_(VERIFY|GET)|SELF_SIGNED|DEPTH_ZERO|CERT_UNTRUSTED|INVALID_CA)/, CA],
  [/^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/, DATE],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, NAME],
  [/^ERR_SSL_.*(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST)$/, NOT_TLS],
  [/^ERR_SSL_.*ALERT/, CLIENT],
  [/^ERR_OSSL/, PAIR],
  [/^HPE_/, NOT_HTTP],
  [/^(ENOTFOUND|EAI_AGAIN)$/, UNKNOWN_HOST],
  [/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EHOSTDOWN|EADDRNOTAVAIL)$/, DOWN],
];

/** The Failure for an error that Node has while it talks to a member. */
export function connectionFailure(endpoint: string, error: unknown): Failure {
  const { exit, says, hint } = meaningOf(error);
  const own = reasonIn(error);
  const message = `etcd at ${endpoint}: ${says}${own === undefined ? '' : ` (${own})`}`;
  return new Failure(exit, message, { hint, cause: error });
}

function meaningOf(error: unknown): Meaning {
  const code = errorCode(error) ?? '';
  const found = OF_CODE.find(([pattern]) => pattern.test(code));
  if (found !== undefined) return found[1];
  if (error instanceof NoAnswer)
    return {
      exit: 'unavailable',
      says: error.message,
      hint: 'It is stopped, too slow, or cut off: etcdctl endpoint status',
    };
  if (/before secure TLS connection/.test(messageOf(error))) return NOT_TLS;
  return LOST;
}

/** Node's own words, where they add something. OpenSSL's have a place in its sources before and behind what counts. */
function reasonIn(error: unknown): string | undefined {
  if (error instanceof NoAnswer) return undefined;
  const code = errorCode(error);
  if (code?.startsWith('ERR_SSL_') || code?.startsWith('ERR_OSSL_')) return code;
  const said = printable(causeOf(error));
  return code === undefined || said.includes(code) ? said : `${said}, ${code}`;
}
