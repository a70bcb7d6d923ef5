import type { LinkName } from '../../net/index.ts';
import type { Instruction } from '../instruction.ts';
import { DELETE_IT, type Kind, LEADS_NOWHERE } from '../kind.ts';
import type { Need } from '../needs.ts';
import { isLinkName, isPath, orNone } from '../values.ts';

export interface Sysctl {
  readonly kind: 'sysctl';
  /** Below /proc/sys, with slashes: a link's name may contain dots. */
  readonly path: string;
  readonly value: string;
  /** The link whose setting this is; it goes with the link. */
  readonly dev?: LinkName;
}

const write = ({ path, value, dev }: Sysctl): readonly Instruction[] => [
  { phase: dev === undefined ? 'sysctl' : 'link-sysctl', tool: 'sysctl', path, value },
];

/** Whether a link listens to router advertisements. Slashes, since its name may have a dot. */
export const acceptRaPath = (dev: LinkName): string => `net/ipv6/conf/${dev}/accept_ra`;

export const IP_FORWARD = 'net/ipv4/ip_forward';

export const IP6_FORWARD = 'net/ipv6/conf/all/forwarding';

/**
 * What else is written, for every link and for those to come, when one of these is. Of IPv4 (devinet_sysctl_forward)
 * only if the value changes; of IPv6 (addrconf_fixup_forwarding, 6.18) whatever was there before, with the value given.
 */
const ALONG: Readonly<Record<string, RegExp>> = {
  [IP_FORWARD]: /^net\/ipv4\/conf\/.+\/(forwarding|accept_redirects)$/,
  [IP6_FORWARD]: /^net\/ipv6\/conf\/(?!all\/).+\/forwarding$/,
};

/** The settings that write this one, too. */
const follows = (path: string): Need[] =>
  Object.entries(ALONG).flatMap(([leader, pattern]) =>
    pattern.test(path) ? [`setting ${leader}` as const] : [],
  );

/** A setting always exists and is never deleted: undoing it is wanting the value of before. */
export const sysctlKind: Kind<Sysctl> = {
  kind: 'sysctl',
  key: ({ path }) => path,
  name: ({ path }) => `sysctl ${path}`,
  show: ({ path, value }) => `sysctl ${path} = ${value}`,
  // A setting's place is below /proc/sys/net, and nowhere else.
  isWellFormed: ({ path, dev }) => path.startsWith('net/') && isPath(`/${path}`) && orNone(isLinkName, dev),
  fields: ({ value }) => ({ value }),
  isSame: (a, b) => a.value === b.value,
  fixed: () => [],
  isOurs: () => true,
  isRecorded: () => false,
  foreign: () => 'keep',
  wayOut: () => DELETE_IT,
  goesOnlyWith: ({ dev }) => dev,
  needs: ({ path, dev }) => [...(dev === undefined ? [] : [`link ${dev}` as const]), ...follows(path)],
  loses: ({ path }, to) => (to === undefined ? [] : [`setting ${path}`]),
  ...LEADS_NOWHERE,
  create: write,
  update: (_, to) => write(to),
  remove: () => [],
};
