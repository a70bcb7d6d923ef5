import type { ToolVersion } from '../../../host/index.ts';
import { error, type Finding } from '../../check.ts';

/** The oldest versions that have what is used: nexthop objects in iproute2 5.3, --random-fully in iptables 1.6.2. */
const OLDEST = { ip: [5, 3], nft: [0, 9, 3], iptables: [1, 6, 2], ip6tables: [1, 6, 2] } as const;

export type VersionedTool = keyof typeof OLDEST;

/** The first number with dots in what a tool says of its version; one that names none is not known to be old. */
const numbersIn = (text: string): number[] | undefined =>
  /\d+(?:\.\d+)+/.exec(text)?.[0].split('.').map(Number);

function isOlder(version: readonly number[], oldest: readonly number[]): boolean {
  for (const [i, wanted] of oldest.entries()) {
    const has = version[i] ?? 0;
    if (has !== wanted) return has < wanted;
  }
  return false;
}

/** What is wrong with a tool that is installed and works. */
export function tooOld(tool: VersionedTool, { text }: ToolVersion): Finding[] {
  const version = numbersIn(text);
  if (version === undefined || !isOlder(version, OLDEST[tool])) return [];
  return [error(`${tool} is too old: ${text}`, `At least version ${OLDEST[tool].join('.')} is needed.`)];
}

/** Whether the tools that links and routes are read and made with work, and are new enough. */
export function versionFindings({ ip, bridge }: Partial<Record<'ip' | 'bridge', ToolVersion>>): Finding[] {
  return [
    ...Object.entries({ ip, bridge }).flatMap(([tool, version]) =>
      version === undefined || version.state === 'works'
        ? []
        : [error(`${tool} does not work: ${version.text}`, 'See what it says when it is run by hand.')],
    ),
    ...(ip?.state === 'works' ? tooOld('ip', ip) : []),
  ];
}
