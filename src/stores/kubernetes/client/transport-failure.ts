import { errorCode, Failure, messageOf } from '../../../errors/index.ts';

/** What an error code of a connection means; of Node.js, OpenSSL or the kernel. */
const MEANINGS: Readonly<Record<string, readonly [says: string, hint: string] | undefined>> = {
  ECONNREFUSED: [
    'nobody listens there',
    'See whether kube-apiserver runs, and whether the address and port are right.',
  ],
  ECONNRESET: ['it closed the connection', 'It may be starting again; a proxy between may have ended it.'],
  ETIMEDOUT: ['it does not answer', 'See whether this node can reach it, and whether a firewall drops it.'],
  EHOSTUNREACH: ['there is no way to that host', 'See `ip route get` for its address.'],
  ENETUNREACH: ['there is no way to that network', 'See `ip route get` for its address.'],
  ENOTFOUND: [
    'its name has no address',
    'See /etc/resolv.conf; before the pod network is there, an address is safer.',
  ],
  EAI_AGAIN: [
    'its name can’t be looked up now',
    'See /etc/resolv.conf; before the pod network is there, an address is safer.',
  ],
  CERT_HAS_EXPIRED: [
    'its certificate has expired',
    'Renew it: kubeadm certs renew apiserver. See this node’s clock, too.',
  ],
  CERT_NOT_YET_VALID: ['its certificate is not valid yet', 'See this node’s clock.'],
  ERR_TLS_CERT_ALTNAME_INVALID: [
    'its certificate is for other names',
    'Use one of those names or addresses, or set tls-server-name in the kubeconfig.',
  ],
  EPROTO: ['it does not speak TLS as expected', 'See whether the port is that of kube-apiserver.'],
};

const UNTRUSTED: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_SIGNATURE_FAILURE',
]);

const NOT_TRUSTED = [
  'its certificate is of no authority that is trusted here',
  'Give the certificate-authority of this cluster: that of another one, or an old one, may be in the file.',
] as const;

const OWN_CERTIFICATE = [
  'it, or this client’s own certificate, was refused',
  'See whether the client certificate and its key belong together, are valid, and are of an authority that the server trusts.',
] as const;

const UNKNOWN = 'See whether this node can reach it: curl -k URL/readyz';

/** The Failure for a connection that could not be made, or was lost. */
export function transportFailure(place: string, error: unknown): Failure {
  if (error instanceof Failure) return error;
  const code = errorCode(error) ?? '';
  const isOfTls = code.startsWith('ERR_SSL') || code.startsWith('ERR_OSSL');
  const known = UNTRUSTED.has(code)
    ? NOT_TRUSTED
    : (MEANINGS[code] ?? (isOfTls ? OWN_CERTIFICATE : undefined));
  const [says, hint] = known ?? [messageOf(error), UNKNOWN];
  const named = code === '' || known === undefined ? says : `${says} (${code})`;
  return new Failure('unavailable', `Kubernetes at ${place}: ${named}`, { hint, cause: error });
}
