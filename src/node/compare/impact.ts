import { alikeOnAllNodes, type BackendConfig, leaseRules } from '../../backends/index.ts';
import type { NetConf } from '../../config/index.ts';
import type { Problem } from '../../errors/index.ts';
import { dataText, type PlanNode } from '../../leases/index.ts';
import { FAMILY_NAMES } from '../../net/index.ts';
import type { Change } from '../../state/index.ts';
import type { NodeConfig } from '../resolve/resolve-node.ts';
import type { SavedNode } from '../saved/saved-node.ts';

const warningOf = (message: string, hint: string): Problem => ({ severity: 'warning', message, hint });

/** What peers need of a node to send to it. */
const reach = (node: PlanNode, backend: BackendConfig): Record<string, string | undefined> =>
  Object.fromEntries(
    FAMILY_NAMES.flatMap((family) => {
      const own = node[family];
      const called = leaseRules(backend.type)?.called;
      return [
        [`${family} publicIP`, own?.publicIP],
        ...(called === undefined ? [] : [[`${family} ${called}`, own && dataText(backend, own)]]),
      ];
    }),
  );

/** The keys that both have, with different values. */
const differing = (before: Partial<Record<string, string>>, now: typeof before): string[] =>
  Object.entries(now).flatMap(([key, value]) => {
    const old = before[key];
    return old === undefined || value === undefined || old === value ? [] : [`${key} ${old} → ${value}`];
  });

/** Traffic between nodes with different backends or networks stops. */
function outage(before: NetConf, now: NetConf): Problem[] {
  const networks = FAMILY_NAMES.flatMap((family) => {
    const [old, network] = [before[family]?.network, now[family]?.network];
    return old === undefined || network === undefined || old === network ? [] : [`${old} → ${network}`];
  });
  const parts = [...differing(alikeOnAllNodes(before.backend), alikeOnAllNodes(now.backend)), ...networks];
  if (parts.length === 0) return [];
  const hint = 'Make the change on all nodes, one right after the other.';
  return [
    warningOf(`pod traffic between nodes is interrupted until every node has it: ${parts.join(', ')}`, hint),
  ];
}

/** A node with another subnet needs other pod addresses. */
function readdressing(before: PlanNode, now: PlanNode): Problem[] {
  return FAMILY_NAMES.flatMap((family) => {
    const [old, subnet] = [before[family]?.subnet, now[family]?.subnet];
    if (old === undefined || old === subnet) return [];
    if (subnet === undefined)
      return [
        warningOf(
          `pods of this node lose their addresses of ${old}`,
          'Restart those that want to be rid of them.',
        ),
      ];
    const hint = 'Restart them, so that CNI gives them addresses of the new subnet.';
    return [warningOf(`pods of this node are cut off, their addresses go: ${old} → ${subnet}`, hint)];
  });
}

function moving(before: PlanNode, now: PlanNode, was: NetConf, is: NetConf): Problem[] {
  const parts = differing(reach(before, was.backend), reach(now, is.backend));
  if (parts.length === 0) return [];
  const hint = 'Type the line for the other nodes, which is printed at the end, on each of them.';
  return [warningOf(`peers don't reach this node until they know: ${parts.join(', ')}`, hint)];
}

/** Running pods keep the MTU from when they were attached. */
function narrowing(changes: readonly Change[]): Problem[] {
  const mtu = changes.flatMap((change) =>
    'fields' in change && change.to.kind === 'link' && change.to.spec.type === 'bridge'
      ? change.fields.filter(({ field, from, to }) => field === 'mtu' && Number(from) > Number(to))
      : [],
  );
  return mtu.map(({ from, to }) =>
    warningOf(
      `running pods keep MTU ${from}; packets over ${to} bytes will be dropped`,
      'Restart them, so that CNI gives them the new one.',
    ),
  );
}

/**
 * The impact of a change on a node that is set up, beyond what its lines say.
 * @param isPublished whether peers learn of this node from a store, which nobody has to tell them
 */
export function impactOf(
  record: SavedNode | undefined,
  { plan, node }: Pick<NodeConfig, 'plan' | 'node'>,
  changes: readonly Change[],
  isPublished: boolean,
): Problem[] {
  const before = record?.plan.nodes.find(({ name }) => name === record.name);
  if (record === undefined || before === undefined) return [];
  return [
    ...outage(record.plan.netConf, plan.netConf),
    ...readdressing(before, node),
    ...(isPublished ? [] : moving(before, node, record.plan.netConf, plan.netConf)),
    ...narrowing(changes),
  ];
}
