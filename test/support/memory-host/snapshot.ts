import type { ModelKernel } from '../model/model-kernel.ts';
import type { MemoryMachine } from './machine.ts';
import type { DiskNode } from './nodes.ts';

/** All of a tree: what is at each path, with its mode and text. */
function treeLines(node: DiskNode, at: string): string[] {
  const mode = node.mode.toString(8);
  if (node.type === 'file') return [`${at} file ${mode} ${JSON.stringify(node.data)}`];
  if (node.type === 'symlink') return [`${at} -> ${node.target}`];
  const below = [...node.entries].flatMap(([name, one]) => treeLines(one, `${at === '/' ? '' : at}/${name}`));
  return [`${at} folder ${mode}`, ...below];
}

const BUILT_IN = /^(PREROUTING|INPUT|FORWARD|OUTPUT|POSTROUTING)$/;

/** The chains of iptables in their order; an empty built-in one can't be taken away again, and does nothing. */
const chainLines = ({ iptables }: ModelKernel): string[] =>
  [...iptables].flatMap(([table, chains]) =>
    [...chains]
      .filter(([chain, rules]) => rules.length > 0 || !BUILT_IN.test(chain))
      .map(([chain, rules]) => `iptables ${table} ${chain} ${JSON.stringify(rules)}`),
  );

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

export function kernelLines(kernel: ModelKernel): string[] {
  const { links, addresses, neighbors, fdb, nexthops, routes, sysctls, nft } = kernel;
  const objects = [links, neighbors, fdb, nexthops, routes].flatMap((map) => [...map.values()]);
  return [
    ...[...objects, ...addresses].map(canonical),
    ...[...sysctls].map(([name, value]) => `${name} = ${value}`),
    ...[...nft].map(([table, chains]) => `nft ${table} ${canonical([...chains])}`),
    ...chainLines(kernel),
  ].sort();
}

/** All files of a machine but the history, which has what was rolled back, too. */
export const diskLines = ({ root }: MemoryMachine): string[] =>
  treeLines(root, '/')
    .filter((line) => !line.startsWith('/var/lib/flannelctl/history.ndjson '))
    .sort();

/** All that there is on a machine, as sorted lines: the same thing twice is two lines. */
export const machineLines = (machine: MemoryMachine): string[] => [
  ...kernelLines(machine.kernel),
  ...diskLines(machine),
];
