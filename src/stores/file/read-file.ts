import { Failure, isError, type Problem } from '../../errors/index.ts';
import {
  checkNodeList,
  checkPlan,
  type NodeRequest,
  oneDocument,
  readNodeSource,
  requestFor,
} from '../../leases/index.ts';
import { makeSource, type ParsedSource, toValue } from '../../text/index.ts';
import type { StoredLease } from '../store.ts';

/** What a list of nodes holds. */
export interface FileContent {
  /** The net-conf in it; undefined: it has none. */
  readonly netConf: string | undefined;
  readonly leases: readonly StoredLease[];
}

/** Reads a list of nodes in any of the forms of `--nodes`; a Failure `invalidConfig` says why it is none. */
export async function readNodesFile(file: string, text: string): Promise<FileContent> {
  const source = await readNodeSource(file, text);
  switch (source.form) {
    case 'plan':
      return contentOfPlan(file, oneDocument(source.parsed));
    case 'list':
      return { netConf: undefined, leases: listed(file, oneDocument(source.parsed)).map(leaseOf(file)) };
    default:
      refuse(file, source.problems);
      return {
        netConf: source.netConf?.root && JSON.stringify(toValue(source.netConf.root)),
        leases: [
          ...source.entries.map((entry) => ({ key: entry.name, entry, problems: [] })),
          ...source.problems.map((problem, i) => ({ key: `${file} (${i + 1})`, problems: [problem] })),
        ],
      };
  }
}

function contentOfPlan(file: string, { root, source, problems }: ParsedSource): FileContent {
  const { plan, problems: found } =
    root === undefined ? { plan: undefined, problems: [] } : checkPlan(root, source);
  refuse(file, [...problems, ...found]);
  if (plan === undefined) throw noList(file, []);
  return {
    netConf: JSON.stringify(plan.netConfSource),
    leases: plan.nodes.map(requestFor).map(leaseOf(file)),
  };
}

function listed(file: string, { root, source, problems }: ParsedSource): readonly NodeRequest[] {
  const checked = root === undefined ? { nodes: [], problems: [] } : checkNodeList(root, source, undefined);
  refuse(file, [...problems, ...checked.problems]);
  if (root === undefined) throw noList(file, []);
  return checked.nodes;
}

/** A list of flannelctl's has no record of its own for each node. */
const leaseOf =
  (file: string) =>
  (node: NodeRequest): StoredLease => ({
    key: node.name,
    entry: { ...node, place: { source: makeSource(file, ''), range: { start: 0, end: 0 } } },
    problems: [],
  });

function refuse(file: string, problems: readonly Problem[]): void {
  const errors = problems.filter(isError);
  if (errors.length > 0) throw noList(file, errors);
}

const noList = (file: string, problems: readonly Problem[]): Failure =>
  new Failure('invalidConfig', `${file} is not a list of nodes`, {
    problems,
    hint: 'Give a plan, a node list, or what `kubectl get nodes -o json` or `etcdctl get --prefix …` prints.',
  });
