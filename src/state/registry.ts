import type { Address } from '../net/index.ts';
import type { Fields, Kind } from './kind.ts';
import { addressKind } from './kinds/address.ts';
import { baseChainKind } from './kinds/basechain.ts';
import { fdbKind } from './kinds/fdb.ts';
import { fileKind } from './kinds/file.ts';
import { linkKind } from './kinds/link.ts';
import { neighborKind } from './kinds/neighbor.ts';
import { nexthopKind } from './kinds/nexthop.ts';
import { routeKind } from './kinds/route.ts';
import { rulesetKind } from './kinds/ruleset.ts';
import { sysctlKind } from './kinds/sysctl.ts';
import type { HostObject, KindName } from './objects.ts';
import type { Ownership } from './ownership.ts';

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
  file: fileKind,
};

/** The functions of an object's kind. The cast is sound because the registry is keyed by the same `kind`. */
export const kindOf = (object: HostObject): Kind<HostObject> => KINDS[object.kind];

/** The identity of an object among all kinds. */
export const keyOf = (object: HostObject): string => `${object.kind} ${kindOf(object).key(object)}`;

/** Whether an object is one that bears no mark and is not a file: ours only if the record says so. */
export const isRecorded = (object: HostObject): boolean => kindOf(object).isRecorded(object);

/** Whether the values of an object are such as a host can have: names, addresses and paths, each of its form. */
export const isWellFormed = (object: HostObject): boolean => kindOf(object).isWellFormed(object);

/** An object as one line, as the tool that makes it would print it. */
export const showObject = (object: HostObject): string => kindOf(object).show(object);

/** How a line calls an object that goes on with what changes about it. */
export const nameOf = (object: HostObject): string => kindOf(object).name(object);

/** What is compared of an object, as text by name. */
export const fieldsOf = (object: HostObject): Fields => kindOf(object).fields(object);

/** Whether an object bears our mark, so that it may be changed and deleted. */
export const isOurs = (object: HostObject, marks: Ownership): boolean => kindOf(object).isOurs(object, marks);

/** The address by which an object leads to a peer, of the family that it serves. */
export const peerAddress = (object: HostObject): Address | undefined => kindOf(object).peerAddress(object);

/** The address in the underlay by which an object leads to a peer. */
export const underlayAddress = (object: HostObject): Address | undefined =>
  kindOf(object).underlayAddress(object);

/** What can be done about a foreign object that stands where one of ours should. */
export const wayOut = (object: HostObject): string => kindOf(object).wayOut(object);
