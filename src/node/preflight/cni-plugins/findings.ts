import path from 'node:path';
import { shellWord } from '../../../words/index.ts';
import { type Finding, warning } from '../check.ts';
import type { Runtime } from './runtimes.ts';

/** Where runtimes look that are not told otherwise: containerd and CRI-O in the first, podman 4 in all. */
export const USUAL_FOLDERS: readonly string[] = [
  '/opt/cni/bin',
  '/usr/lib/cni',
  '/usr/libexec/cni',
  '/usr/local/lib/cni',
  '/usr/local/libexec/cni',
];

/** For each folder that was looked in, which of the plugins wanted it has. */
export type Programs = ReadonlyMap<string, ReadonlySet<string>>;

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
  { name, file, folders }: Runtime,
  types: readonly string[],
  programs: Programs,
): Finding[] {
  const hidden = types.flatMap((type) => {
    if (folders.some((folder) => programs.get(folder)?.has(type))) return [];
    const [place] = [...programs].find(([, has]) => has.has(type)) ?? [];
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
export function pluginFindings(
  needed: readonly string[],
  runtimes: readonly Runtime[],
  programs: Programs,
): Finding[] {
  const isAnywhere = (type: string): boolean => [...programs.values()].some((has) => has.has(type));
  const missing = needed.filter((type) => !isAnywhere(type));
  return [
    ...nowhere(missing, [...programs.keys()]),
    ...runtimes.flatMap((runtime) => elsewhere(runtime, needed, programs)),
  ];
}
