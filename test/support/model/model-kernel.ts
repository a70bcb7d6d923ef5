import { readBaseChains, readIptables } from '../../../src/host/observe/rules/iptables-rules.ts';
import type { LinkName } from '../../../src/net/index.ts';
import {
  type FileObject,
  type HostObject,
  type Instruction,
  LINK_GROUP,
  type Route,
  type Ruleset,
} from '../../../src/state/index.ts';
import { instructionLine } from './instruction-line.ts';
import * as files from './model-kernel/files.ts';
import { nftChains, restore, runNft, save } from './model-kernel/firewall.ts';
import type { ModelKernel, NftTable } from './model-kernel/kernel.ts';
import { runLine } from './model-kernel/lines.ts';
import { connectedRoutes } from './model-kernel/links.ts';

export { emptyKernel, type ModelKernel } from './model-kernel/kernel.ts';

/**
 * Does to the model what the tools do to a kernel. What a kernel refuses is a Refusal; an instruction that the model
 * can't read is another error, so that nothing is passed over in silence.
 */
export function execute(kernel: ModelKernel, instruction: Instruction): void {
  switch (instruction.tool) {
    case 'ip':
    case 'bridge':
      return runLine(kernel, instruction.tool, instructionLine(instruction) ?? '');
    case 'nft':
      return runNft(kernel, instruction.script);
    case 'iptables-restore':
      return restore(kernel, 'ip', instruction.script);
    case 'ip6tables-restore':
      return restore(kernel, 'ip6', instruction.script);
    case 'sysctl':
      return files.setSysctl(kernel, instruction.path, instruction.value);
    case 'write':
      return files.write(kernel, instruction);
    case 'symlink':
      return files.link(kernel, instruction);
    case 'mkdir':
      return files.makeFolder(kernel, instruction.path, instruction.mode);
    case 'rmdir':
      return files.removeFolder(kernel, instruction.path);
    case 'unlink':
      return files.unlink(kernel, instruction);
  }
}

export interface ModelScope {
  readonly sysctls: readonly string[];
  readonly paths: readonly string[];
}

/** `ip route` prints a nexthop object's gateway and device beside its id. */
function shownRoute({ nexthops }: ModelKernel, route: Route): Route {
  const nexthop = route.nhid === undefined ? undefined : nexthops.get(route.nhid);
  if (nexthop === undefined) return route;
  const { via, dev, onlink } = nexthop;
  return { ...route, via, dev, ...(onlink ? { onlink: true } : {}) };
}

/** A table as nft lists it, and takes it back. */
const listing = (family: Ruleset['family'], chains: NftTable): string =>
  [
    `table ${family} flannelctl {`,
    ...[...chains].flatMap(([name, { hook, rules }]) => [
      `  chain ${name} {`,
      `    type filter hook ${hook} priority 0; policy accept;`,
      ...rules.map((rule) => `    ${rule}`),
      '  }',
    ]),
    '}',
  ].join('\n');

const shownTables = ({ nft }: ModelKernel, family: Ruleset['family']): Ruleset[] =>
  [...nft]
    .filter(([key]) => key === `${family} flannelctl`)
    .map(([, chains]) => ({
      kind: 'ruleset',
      engine: 'nft',
      family,
      table: 'flannelctl',
      chains: [...chains].map(([name, { hook, rules }]) => ({
        name,
        hook: hook === 'forward' ? 'forward' : 'postrouting',
        hooked: true,
        // The model keeps nft's rules as text, which compares equal to the same rule read from JSON.
        rules: rules.map((unknown) => ({ unknown })),
      })),
      source: listing(family, chains),
    }));

function shownSysctls({ sysctls }: ModelKernel, names: readonly string[]): HostObject[] {
  return names.flatMap((path): HostObject[] => {
    const value = sysctls.get(path);
    const dev = /^net\/ipv6\/conf\/(?!all\/)([^/]+)\//.exec(path)?.[1] as LinkName | undefined;
    if (value === undefined) return [];
    return [{ kind: 'sysctl', path, value, ...(dev === undefined ? {} : { dev }) }];
  });
}

/** Settings that go with links of ours are read unasked. */
const ownSettings = ({ links }: ModelKernel): string[] =>
  [...links.values()]
    .filter(({ group, spec }) => group === LINK_GROUP && spec.type === 'vxlan')
    .map(({ name }) => `net/ipv6/conf/${name}/accept_ra`);

/** The rules of a family: built-in chains of iptables, then nft, then flannel's chains in iptables. */
function shownRules(kernel: ModelKernel, family: Ruleset['family']): HostObject[] {
  const rules = save(kernel, family);
  return [
    ...readBaseChains(family, nftChains(kernel), rules),
    ...shownTables(kernel, family),
    ...readIptables(family, rules),
  ];
}

const foldersFirst = (files: readonly FileObject[]): FileObject[] => [
  ...files.filter(({ type }) => type === 'directory').sort((a, b) => (a.path < b.path ? -1 : 1)),
  ...files.filter(({ type }) => type !== 'directory'),
];

/** What there is on the model, as src/host would observe it, in the same order of kinds. */
export function observe(kernel: ModelKernel, { sysctls, paths }: ModelScope): HostObject[] {
  return [
    ...shownSysctls(kernel, [...new Set([...sysctls, ...ownSettings(kernel)])]),
    ...[...kernel.links.values()].flatMap((link) => [
      link,
      ...kernel.addresses.filter(({ dev }) => dev === link.name),
    ]),
    ...shownRules(kernel, 'ip'),
    ...shownRules(kernel, 'ip6'),
    ...kernel.neighbors.values(),
    ...kernel.fdb.values(),
    ...kernel.nexthops.values(),
    ...[...kernel.routes.values()].map((route) => shownRoute(kernel, route)),
    ...connectedRoutes(kernel).map(({ dst, dev }): Route => ({ kind: 'route', dst, dev, protocol: 2 })),
    ...foldersFirst(paths.flatMap((path) => kernel.files.get(path) ?? [])),
  ];
}
