import { Failure } from '../../../errors/index.ts';
import { printable } from '../../../text/index.ts';

/** What a request does, in the words of RBAC. */
export interface Deed {
  readonly verb: 'get' | 'list' | 'watch' | 'patch';
  readonly resource: 'nodes' | 'nodes/status';
  /** The node, if it is about one. */
  readonly name?: string;
}

const LONGEST = 300;

/** The message of a Status, or the beginning of another text. */
export function statusMessage(body: unknown, text: string): string {
  const isStatus = typeof body === 'object' && body !== null && 'message' in body;
  const said = isStatus && typeof body.message === 'string' ? body.message : text;
  const line = printable(said.trim().slice(0, LONGEST));
  return line === '' ? 'it said nothing' : line;
}

/** The cause of the Failure for a node that is not there. */
const NO_NODE = new Error('no such node');

/** Whether a Failure says that a node is not there. */
export const isNoNode = (error: unknown): boolean => error instanceof Failure && error.cause === NO_NODE;

/**
 * The Failure for an answer that is no success.
 * @param said the server's message
 */
export function answerFailure(place: string, status: number, said: string, deed: Deed): Failure {
  const { verb, resource, name } = deed;
  const at = `Kubernetes at ${place}`;
  if (status === 401)
    return new Failure('permission', `${at} does not accept the credentials: ${said}`, {
      hint: 'See whether the token or certificate has expired, and is of this cluster.',
    });
  if (status === 403)
    return new Failure('permission', `${at} does not allow to ${verb} ${resource}: ${said}`, {
      hint: `Add to the ClusterRole: apiGroups: [""], resources: ["${resource}"], verbs: ["${verb}"]`,
    });
  if (status === 404 && name !== undefined)
    return new Failure('unavailable', `${at} has no node ${name}`, {
      hint: 'The name has to be one that `kubectl get nodes` prints: set NODE_NAME. A kubelet registers its node itself.',
      cause: NO_NODE,
    });
  if (status === 404)
    return new Failure('unavailable', `${at} does not know nodes: ${said}`, {
      hint: 'See whether it is a kube-apiserver, and whether its URL is right.',
    });
  if (status === 422 || status === 400)
    return new Failure('invalidConfig', `${at} refuses to ${verb} ${resource}: ${said}`, {
      hint: 'An admission policy of the cluster may forbid it.',
    });
  return new Failure('unavailable', `${at} could not ${verb} ${resource} (${status}): ${said}`, {
    hint: 'It is busy or unhealthy: see kubectl get --raw /readyz?verbose',
  });
}
