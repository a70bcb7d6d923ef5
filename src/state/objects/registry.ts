import type { Address } from '../../net/index.ts';
import type { Fields, Kind } from '../base/kind.ts';
import type { Ownership } from '../base/ownership.ts';
import { addressKind } from '../kinds/address.ts';
import { baseChainKind } from '../kinds/basechain.ts';
import { blackholeKind } from '../kinds/blackhole.ts';
import { fdbKind } from '../kinds/fdb.ts';
import { fileKind } from '../kinds/file.ts';
import { linkKind } from '../kinds/link.ts';
import { neighborKind } from '../kinds/neighbor.ts';
import { nexthopKind } from '../kinds/nexthop.ts';
import { routeKind } from '../kinds/route.ts';
import { rulesetKind } from '../kinds/ruleset.ts';
import { sysctlKind } from '../kinds/sysctl.ts';
import type { HostObject, KindName } from './objects.ts';

/** Every kind of object. A new kind is a new file and one line here. */
const KINDS: { readonly [K in KindName]: Kind<Extract<HostObject, { kind: K }>> } = {
  sysctl: sysctlKind,
  link: linkKind,
  address: addressKind,
  basechain: baseChainKind,
  ruleset: rulesetKind,
  neighbor: neighborKind,
  fdb: fdbKind,
  nexthop: nexthopKind,
  route: routeKind,
  blackhole: blackholeKind,
  file: fileKind,
};

/** The functions of an object's kind. The cast is sound because the registry is keyed by the same `kind`. */
export const kindOf = (object: HostObject): Kind<HostObject> => KINDS[object.kind];

/** The identity of an object among all kinds. */
export const keyOf = (object: HostObject): string => `${object.kind} ${kindOf(object).key(object)}`;

/** Whether only the record can tell that an object is ours, because it bears no mark. Files are not meant. */
export const isRecorded = (object: HostObject): boolean => kindOf(object).isRecorded(object);

/** Whether the names, addresses and paths of an object have valid forms. */
export const isWellFormed = (object: HostObject): boolean => kindOf(object).isWellFormed(object);

/** An object as one line, as the tool that creates it would print it. */
export const showObject = (object: HostObject): string => kindOf(object).show(object);

/** The name of an object in a line that goes on with what changes about it. */
export const nameOf = (object: HostObject): string => kindOf(object).name(object);

/** The compared fields of an object, as text by name. */
export const fieldsOf = (object: HostObject): Fields => kindOf(object).fields(object);

/** Whether an object is ours, so that it may be changed and deleted. */
export const isOurs = (object: HostObject, marks: Ownership): boolean => kindOf(object).isOurs(object, marks);

/** The address by which an object leads to a peer, of the family that it serves. */
export const peerAddress = (object: HostObject): Address | undefined => kindOf(object).peerAddress(object);

/** The address in the underlay by which an object leads to a peer. */
export const underlayAddress = (object: HostObject): Address | undefined =>
  kindOf(object).underlayAddress(object);

/** How to resolve a conflict with a foreign object in the place of ours. */
export const resolution = (object: HostObject): string => kindOf(object).resolution(object);
