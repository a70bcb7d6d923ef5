import type { NetConf } from '../../config/index.ts';
import { Failure, isError, type Problem } from '../../errors/index.ts';
import { inputName, readInput } from '../../host/index.ts';
import {
  checkedNetConf,
  checkNodeList,
  fitEntries,
  type NodeRequest,
  oneDocument,
  planOfWrittenText,
  type RecordSource,
  readNodeSource,
  requestIn,
  requestsOf,
  type SourceOptions,
  type SubnetPlan,
} from '../../leases/index.ts';
import { FAMILY_NAMES, type Prefix } from '../../net/index.ts';
import { type ParsedSource, toValue } from '../../text/index.ts';
import { readAsGiven } from '../../validate/index.ts';
import { shellWord } from '../../words/index.ts';
import type { GivenNetConf } from './inputs.ts';
import { planFrom } from './read-plan.ts';

/** A list of nodes in any of the forms of --nodes. */
export interface PeerList {
  /** The net-conf in the list: that of a plan, or the one in etcd. */
  readonly carried: GivenNetConf | undefined;
  /** The plan that the list is, checked by all rules of plans. */
  readonly plan?: SubnetPlan;
  /** The nodes of the list in a given network, which may not be the list's own. */
  readonly nodesIn: (netConf: NetConf) => {
    readonly nodes: readonly NodeRequest[];
    readonly warnings: readonly Problem[];
  };
}

/** The options for reading a list. */
export interface ListOptions extends SourceOptions {
  /** The subnets that this node has. */
  readonly held: readonly Prefix[];
  /** The plan that this node has, which was checked when it was read. */
  readonly known?: SubnetPlan | undefined;
}

/** Reads a plan, a node list, or the output of kubectl or etcdctl; a Failure says why none of them can be read. */
export async function readPeerList(given: string, options: ListOptions): Promise<PeerList> {
  const file = inputName(given);
  const text = await readInput(given);
  return readAsGiven([{ role: 'nodes', file, text }], () => peerListOf(file, text, options));
}

async function peerListOf(file: string, text: string, options: ListOptions): Promise<PeerList> {
  const written = (await planOfWrittenText(text, options.known))?.plan;
  if (written !== undefined) return listOfCheckedPlan(written);
  const source = await readNodeSource(file, text, options);
  switch (source.form) {
    case 'plan':
      return listOfCheckedPlan(planFrom(file, oneDocument(source.parsed)));
    case 'list': {
      const parsed = oneDocument(source.parsed);
      // A document that is no list fails here already, because no network makes it one.
      checkedList(file, parsed, undefined);
      return { carried: undefined, nodesIn: (netConf) => listedNodes(file, parsed, netConf) };
    }
    default:
      refuseErrors(file, source.problems);
      return {
        carried: carriedNetConf(file, source.netConf),
        nodesIn: (netConf) => recordedNodes(file, source, netConf, options),
      };
  }
}

/** The nodes of a plan, which has its net-conf in it; keys that it lacks are no reason for warnings. */
export const listOfPlan = (plan: SubnetPlan, warnings: readonly Problem[] = []): PeerList => ({
  carried: { ...plan, warnings: [] },
  nodesIn: (netConf) => ({ nodes: requestsOf(plan, netConf), warnings }),
});

const listOfCheckedPlan = (plan: SubnetPlan): PeerList => ({ ...listOfPlan(plan), plan });

const NO_LIST =
  'Give a plan, a node list, or what `kubectl get nodes -o json` or `etcdctl get --prefix …` prints.';

function refuseErrors(file: string, problems: readonly Problem[]): void {
  const errors = problems.filter(isError);
  if (errors.length > 0)
    throw new Failure('invalidConfig', `${file} is not a list of nodes`, { problems: errors, hint: NO_LIST });
}

/** Reads a node list, as far as possible if there is no net-conf. */
function checkedList(
  file: string,
  { root, source, problems }: ParsedSource,
  netConf: NetConf | undefined,
): ReturnType<typeof checkNodeList> {
  if (root === undefined) refuseErrors(file, problems);
  const checked = root === undefined ? { nodes: [], problems: [] } : checkNodeList(root, source, netConf);
  refuseErrors(file, [...problems, ...checked.problems]);
  return checked;
}

/** A joining node can't choose subnets for others. */
function listedNodes(file: string, parsed: ParsedSource, netConf: NetConf): ReturnType<PeerList['nodesIn']> {
  const checked = checkedList(file, parsed, netConf);
  const without = checked.nodes.filter((node) =>
    FAMILY_NAMES.some((family) => node[family] !== undefined && node[family].pin === undefined),
  );
  if (without.length === 0) return { nodes: checked.nodes, warnings: checked.problems };
  throw new Failure(
    'invalidConfig',
    `${file}: ${without.map(({ name }) => name).join(', ')} have no subnet`,
    {
      hint: `Make a plan of it, which gives every node one: flannelctl plan --net-conf FILE --nodes ${shellWord(file)}`,
    },
  );
}

/** A net-conf that flanneld would refuse is refused here, too, even if another one is given. */
function carriedNetConf(file: string, carried: RecordSource['netConf']): GivenNetConf | undefined {
  if (carried === undefined) return undefined;
  const { netConf, problems } = checkedNetConf(carried);
  if (netConf === undefined || carried.root === undefined || problems.some(isError))
    throw new Failure('invalidConfig', `the net-conf in ${file} is not valid`, { problems });
  return { netConf, netConfSource: toValue(carried.root), warnings: problems };
}

function recordedNodes(
  file: string,
  { entries, problems }: RecordSource,
  netConf: NetConf,
  { strict = false, held }: ListOptions,
): ReturnType<PeerList['nodesIn']> {
  const fitting = fitEntries(entries, netConf, { strict, held });
  const all = [...problems, ...fitting.problems];
  refuseErrors(file, all);
  return { nodes: fitting.entries.map(requestIn), warnings: all };
}
