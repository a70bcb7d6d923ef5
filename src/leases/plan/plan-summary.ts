import type { BackendConfig } from '../../backends/index.ts';
import type { NodeFamily, PlanNode } from '../../flannel/index.ts';
import { FAMILY_NAMES } from '../../net/index.ts';
import { dataText } from '../nodes/explicit-data.ts';
import type { SubnetPlan } from '../types.ts';
import type { PlanChanges } from './plan-changes.ts';
import { planChanges } from './plan-changes.ts';
import { planCapacity } from './plan-document.ts';

const COUNTED_MAX = 2 ** 52;

/** More nodes with the same sign are shown as a count. */
const LINES_MAX = 20;

/** The summary of a new plan: its changes, and how full the network is. */
export function planSummary(plan: SubnetPlan, previous?: SubnetPlan): string {
  const lines =
    previous === undefined
      ? []
      : changeLines(planChanges(previous, plan), previous.netConf.backend, plan.netConf.backend);
  const { subnets, used, free, podsPerNode } = planCapacity(plan);
  const room = `${many(subnets)} subnets: ${used} used, ${many(free)} free; ${many(podsPerNode)} pods per node`;
  return [...lines, room].join('\n');
}

/** A count that a number may not hold exactly is printed as a bound. */
const many = (count: number): string => (count > COUNTED_MAX ? 'over 2^52' : `${count}`);

function changeLines(
  { added, removed, changed, unchanged }: PlanChanges,
  was: BackendConfig,
  is: BackendConfig,
): string[] {
  const kept = unchanged + changed.length;
  const ofWhich = changed.length === 0 ? '' : `, of which ${changed.length} changed`;
  return [
    ...folded('+', added, (node) => inWords(node, is)),
    ...folded('~', changed, ({ before, after }) => `${inWords(after, is)} (was ${inWords(before, was)})`),
    ...folded('-', removed, (node) => inWords(node, was)),
    `${added.length} added, ${removed.length} removed, ${kept} kept${ofWhich}`,
  ];
}

const inWords = ({ name, ...families }: PlanNode, backend: BackendConfig): string =>
  [name, ...FAMILY_NAMES.flatMap((family) => familyWords(families[family], backend))].join(' ');

const familyWords = (own: NodeFamily | undefined, backend: BackendConfig): string[] =>
  own === undefined ? [] : [own.subnet, own.publicIP, dataText(backend, own) ?? []].flat();

/** One line for each item, or one for all if there are many. */
const folded = <T>(sign: string, items: readonly T[], line: (item: T) => string): string[] =>
  items.length > LINES_MAX ? [`${sign} ${items.length} nodes`] : items.map((item) => `${sign} ${line(item)}`);
