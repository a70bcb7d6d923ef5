import { addressKind } from './address.ts';
import { baseChainKind } from './basechain.ts';
import { fdbKind } from './fdb.ts';
import { fileKind } from './file.ts';
import type { Kind, Ownership } from './kind.ts';
import { linkKind } from './link.ts';
import { neighborKind } from './neighbor.ts';
import { nexthopKind } from './nexthop.ts';
import type { HostObject, KindName } from './objects.ts';
import { routeKind } from './route.ts';
import { rulesetKind } from './ruleset.ts';
import { sysctlKind } from './sysctl.ts';

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
export const isRecorded = (object: HostObject): boolean =>
  object.kind === 'basechain' || (object.kind === 'ruleset' && object.engine === 'iptables');

/** An object as one line, as the tool that makes it would print it. */
export const showObject = (object: HostObject): string => kindOf(object).show(object);

/** What is compared of an object, as text by name. */
export const fieldsOf = (object: HostObject): Readonly<Record<string, string>> =>
  kindOf(object).fields(object);

/** Whether an object bears our mark, so that it may be changed and deleted. */
export const isOurs = (object: HostObject, marks: Ownership): boolean => kindOf(object).isOurs(object, marks);
