import type { LinkName } from '../../net/index.ts';
import type { Instruction } from '../base/instruction.ts';
import { DELETE_IT, type Kind, LEADS_NOWHERE } from '../base/kind.ts';
import type { Need } from '../base/needs.ts';
import { IP_FORWARD, IP6_FORWARD } from '../base/setting-paths.ts';
import { isLinkName, isPath, orNone } from '../base/values.ts';

export interface Sysctl {
  readonly kind: 'sysctl';
  /** The path below /proc/sys, with slashes, because a link's name may contain dots. */
  readonly path: string;
  readonly value: string;
  /** The link that it is a setting of, and is lost with. */
  readonly dev?: LinkName;
}

const write = ({ path, value, dev }: Sysctl): readonly Instruction[] => [
  { phase: dev === undefined ? 'sysctl' : 'link-sysctl', tool: 'sysctl', path, value },
];

/**
 * The settings that the kernel writes for every link, now and later, with each of these: of IPv4
 * (devinet_sysctl_forward) only if the value changes; of IPv6 (addrconf_fixup_forwarding, 6.18) in any case, with the
 * value given.
 */
const LINKED: Readonly<Record<string, RegExp>> = {
  [IP_FORWARD]: /^net\/ipv4\/conf\/.+\/(forwarding|accept_redirects)$/,
  [IP6_FORWARD]: /^net\/ipv6\/conf\/(?!all\/).+\/forwarding$/,
};

/** The settings that the kernel writes this one with. */
const follows = (path: string): Need[] =>
  Object.entries(LINKED).flatMap(([leader, pattern]) =>
    pattern.test(path) ? [`setting ${leader}` as const] : [],
  );

/** A setting always exists and is never deleted: its rollback writes the value of before. */
export const sysctlKind: Kind<Sysctl> = {
  kind: 'sysctl',
  key: ({ path }) => path,
  name: ({ path }) => `sysctl ${path}`,
  show: ({ path, value }) => `sysctl ${path} = ${value}`,
  // Only settings below /proc/sys/net are well-formed.
  isWellFormed: ({ path, dev }) => path.startsWith('net/') && isPath(`/${path}`) && orNone(isLinkName, dev),
  fields: ({ value }) => ({ value }),
  isSame: (a, b) => a.value === b.value,
  fixed: () => [],
  isOurs: () => true,
  isRecorded: () => false,
  foreign: () => 'keep',
  resolution: () => DELETE_IT,
  settingPath: ({ path }) => path,
  isWrittenWhole: true,
  goesOnlyWith: ({ dev }) => dev,
  needs: ({ path, dev }) => [...(dev === undefined ? [] : [`link ${dev}` as const]), ...follows(path)],
  loses: ({ path }, to) => (to === undefined ? [] : [`setting ${path}`]),
  ...LEADS_NOWHERE,
  create: write,
  update: (_, to) => write(to),
  remove: () => [],
};
