import type { Ruleset } from '../firewall/rules.ts';
import type { LinkAddress } from '../kinds/address.ts';
import type { BaseChain } from '../kinds/basechain.ts';
import type { Blackhole } from '../kinds/blackhole.ts';
import type { FdbEntry } from '../kinds/fdb.ts';
import type { FileObject } from '../kinds/file.ts';
import type { Link } from '../kinds/link.ts';
import type { Neighbor } from '../kinds/neighbor.ts';
import type { Nexthop } from '../kinds/nexthop.ts';
import type { Route } from '../kinds/route.ts';
import type { Sysctl } from '../kinds/sysctl.ts';

/** An object of a host. A new kind is a new file, and a line here and in the registry. */
export type HostObject =
  | Sysctl
  | Link
  | LinkAddress
  | BaseChain
  | Ruleset
  | Neighbor
  | FdbEntry
  | Nexthop
  | Route
  | Blackhole
  | FileObject;

export type KindName = HostObject['kind'];

/** An object of a peer: the kinds that the kernel looks up by their key, whatever else there is. */
export type PeerObject = Neighbor | FdbEntry | Nexthop | Route;

/** Whether an object is of a kind that the kernel looks up by its key. */
export const isPeerObject = (object: HostObject): object is PeerObject =>
  ['neighbor', 'fdb', 'nexthop', 'route'].includes(object.kind);
