import { Failure, isError } from '../errors/index.ts';
import { type DocumentKind, KINDS } from './kinds.ts';
import { recognise, recognisedKind } from './recognise.ts';

/** What a document was given as. */
export type DocumentRole = 'net-conf' | 'cni-conf' | 'nodes' | 'previous';

/** A document as it was given: what as, and the name to print. */
export interface GivenDocument {
  readonly role: DocumentRole;
  readonly file: string;
  readonly text: string;
}

interface RoleWords {
  readonly name: string;
  readonly takes: readonly DocumentKind[];
  /** What to give as it. */
  readonly wanted: string;
}

const ROLES: Readonly<Record<DocumentRole, RoleWords>> = {
  'net-conf': { name: 'net-conf', takes: ['net-conf'], wanted: 'give a net-conf.json with --net-conf' },
  'cni-conf': { name: 'CNI conf', takes: ['cni-conf'], wanted: 'give a CNI conf with --cni-conf' },
  nodes: {
    name: 'list of nodes',
    takes: ['subnet-plan', 'node-list', 'node-records'],
    wanted: 'give a plan or a list of nodes with --nodes',
  },
  previous: {
    name: 'subnet plan',
    takes: ['subnet-plan'],
    wanted: 'give the plan of before with --previous',
  },
};

const KUBE_FLANNEL = 'kubectl -n kube-flannel get configmap kube-flannel-cfg';
const fileOfManifest = (file: string): string =>
  `Give the ${file} in its ConfigMap: ${KUBE_FLANNEL} -o jsonpath='{.data.${file.replace('.', '\\.')}}' > ${file}`;

/** Where a document of each kind belongs. */
const BELONGS: Readonly<Record<Exclude<DocumentKind, 'manifest'>, string>> = {
  'net-conf': 'Give it with --net-conf',
  'cni-conf': 'Give it with --cni-conf',
  'subnet-plan': 'A node takes it with --nodes, a new plan with --previous',
  'node-list': 'A node and a plan take it with --nodes',
  'node-records': 'A node and a plan take it with --nodes',
  'node-config': 'Give it with --config',
};

function adviceFor(role: DocumentRole, kind: DocumentKind): string {
  if (kind !== 'manifest') return `${BELONGS[kind]}; ${ROLES[role].wanted}.`;
  if (role === 'net-conf') return fileOfManifest('net-conf.json');
  if (role === 'cni-conf') return fileOfManifest('cni-conf.json');
  return 'Give what `kubectl get nodes -o json` prints, or a plan.';
}

/** Refuses a text that is a known document of another kind than it was given as, or what a tool said that failed. */
export async function refuseOtherKind({ role, file, text }: GivenDocument): Promise<void> {
  const { name, takes, wanted } = ROLES[role];
  const refuse = (what: string, hint: string): never => {
    throw new Failure('invalidConfig', `${file} is not a ${name}: ${what}`, { hint });
  };
  // By the content alone, because the user may have mistaken the name.
  const found = await recognise('', text);
  const kind = recognisedKind(found, '');
  if (kind === undefined || takes.includes(kind)) return;
  if ('records' in found && found.records.entries.length === 0 && found.records.netConf === undefined) {
    const [error] = found.records.problems.filter(isError);
    if (error !== undefined) refuse(error.message, `${wanted.charAt(0).toUpperCase()}${wanted.slice(1)}.`);
  }
  refuse(`it is a ${KINDS[kind].name}`, adviceFor(role, kind));
}

/** Reads documents; where that fails, and one of them is of another kind, this alone is said. */
export async function readAsGiven<T>(
  documents: readonly GivenDocument[],
  read: () => Promise<T>,
): Promise<T> {
  try {
    return await read();
  } catch (failure) {
    if (failure instanceof Failure) for (const document of documents) await refuseOtherKind(document);
    throw failure;
  }
}
