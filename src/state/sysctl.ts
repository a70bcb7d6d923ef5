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

/** Writing ip_forward writes these, too, for every link (kernel, devinet_sysctl_forward). */
const WITH_IP_FORWARD = /^net\/ipv4\/conf\/.+\/(forwarding|accept_redirects)$/;

/** A setting always exists and is never deleted: undoing it is wanting the value of before. */
export const sysctlKind: Kind<Sysctl> = {
  key: ({ path }) => path,
  fields: ({ value }) => ({ value }),
  fixed: [],
  isOurs: () => true,
  foreign: () => 'keep',
  takesAlong: ({ path }, to, other) =>
    path === IP_FORWARD && to !== undefined && other.kind === 'sysctl' && WITH_IP_FORWARD.test(other.path),
  create: write,
  update: (_, to) => write(to),
  remove: () => [],
  show: ({ path, value }) => `sysctl ${path} = ${value}`,
};
