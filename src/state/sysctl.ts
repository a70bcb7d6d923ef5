import type { LinkName } from '../net/index.ts';
import type { Instruction } from './instruction.ts';
import type { Kind } from './kind.ts';
import type { Sysctl } from './objects.ts';

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

/** A setting always exists and is never deleted: undoing it is wanting the value of before. */
export const sysctlKind: Kind<Sysctl> = {
  key: ({ path }) => path,
  fields: ({ value }) => ({ value }),
  fixed: [],
  isOurs: () => true,
  foreign: () => 'keep',
  takesAlong: ({ path }, to, other) =>
    to !== undefined && other.kind === 'sysctl' && (ALONG[path]?.test(other.path) ?? false),
  create: write,
  update: (_, to) => write(to),
  remove: () => [],
  show: ({ path, value }) => `sysctl ${path} = ${value}`,
};
