import path from 'node:path';
import type { CniPlugins, CniRuntime } from '../../../host/index.ts';
import { shellWord } from '../../../words/index.ts';
import { type Finding, warning } from '../../check.ts';

/** What Debian's containernetworking-plugins has, 0.9.0 to 1.9.1. */
const PACKAGED: ReadonlySet<string> = new Set(
  'bandwidth bridge dhcp firewall host-device host-local ipvlan loopback macvlan portmap ptp sbr static tuning vlan vrf'.split(
    ' ',
  ),
);

const FROM_PACKAGE = 'apt-get install containernetworking-plugins';
const FROM_FLANNEL =
  "It is in flannel's own release (github.com/flannel-io/cni-plugin) and image (flannel-cni-plugin), and in no package of Debian 12 and later. With --cni-type bridge it is not needed.";
const FROM_ELSEWHERE = 'Install it from where the CNI conf comes from that names it.';

function sourceOf(type: string): string {
  if (type === 'flannel') return FROM_FLANNEL;
  return PACKAGED.has(type) ? FROM_PACKAGE : FROM_ELSEWHERE;
}

const inWords = (types: readonly string[]): string =>
  types.length === 1 ? `the CNI plugin ${types[0]} is` : `the CNI plugins ${types.join(', ')} are`;

/** Those that no folder has, by where they are to be had. */
function nowhere(types: readonly string[], folders: readonly string[]): Finding[] {
  return [FROM_PACKAGE, FROM_FLANNEL, FROM_ELSEWHERE].flatMap((source) => {
    const missing = types.filter((type) => sourceOf(type) === source);
    if (missing.length === 0) return [];
    return [
      warning(`${inWords(missing)} in none of ${folders.join(', ')}; pods can't be attached without`, source),
    ];
  });
}

/** Those that are there, but not where a runtime looks. */
function elsewhere(
  { name, file, folders }: CniRuntime,
  types: readonly string[],
  programs: CniPlugins['programs'],
): Finding[] {
  const hidden = types.flatMap((type) => {
    if (folders.some((folder) => programs[folder]?.includes(type))) return [];
    const [place] = Object.entries(programs).find(([, has]) => has.includes(type)) ?? [];
    return place === undefined ? [] : [path.join(place, type)];
  });
  if (hidden.length === 0) return [];
  const to = shellWord(folders[0] ?? '');
  return [
    warning(
      `${name} looks for CNI plugins in ${folders.join(', ')} (${file}), and does not find ${hidden.join(', ')}`,
      `Link what it needs: mkdir -p ${to} && ln -s ${hidden.map(shellWord).join(' ')} ${to}; or name the folder in ${file}.`,
    ),
  ];
}

/** What is missing of the plugins that are needed, for all runtimes or for one that looks in folders of its own. */
export function pluginFindings(needed: readonly string[], { runtimes, programs }: CniPlugins): Finding[] {
  const there = new Set(Object.values(programs).flat());
  const missing = needed.filter((type) => !there.has(type));
  return [
    ...nowhere(missing, Object.keys(programs)),
    ...runtimes.flatMap((runtime) => elsewhere(runtime, needed, programs)),
  ];
}
