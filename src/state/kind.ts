import type { Address, LinkName } from '../net/index.ts';
import type { Instruction } from './instruction.ts';
import type { Need } from './needs.ts';
import type { Ownership, Takeover } from './ownership.ts';

/** An object of some kind. */
export interface AnyObject {
  readonly kind: string;
}

/** What is compared of an object, as text by name. */
export type Fields = Readonly<Record<string, string>>;

/** Objects of a host, by kind. */
export interface Objects {
  readonly of: <T extends AnyObject>(kind: Kind<T>) => readonly T[];
  readonly has: <T extends AnyObject>(kind: Kind<T>, object: T) => boolean;
}

/** What a host is to have, and what was found on it. */
export interface Sides {
  readonly wanted: Objects;
  readonly found: Objects;
}

/** Something that stands while a change is made, and only then. */
export interface Scaffold {
  /** Its identity among all kinds. */
  readonly key: string;
  readonly build: Instruction;
  readonly remove: Instruction;
}

/** What has to stand while an object is made, on one host. */
export interface Scaffolding<T> {
  of(to: T): Scaffold | undefined;
}

/** What flannelctl knows of one kind of object. Every kind has the same few pure functions. */
export interface Kind<T extends AnyObject> {
  readonly kind: T['kind'];
  /** The identity the kernel uses: two objects with the same key can't exist side by side. */
  key(object: T): string;
  /** How a line calls it that goes on with what changes about it. */
  name(object: T): string;
  /** One line, as `ip`, `bridge` or `nft` writes such an object. */
  show(object: T): string;
  /** Whether its values are such as a host can have: names, addresses and paths, each of its form. Its shape is known already. */
  isWellFormed(object: T): boolean;

  /** What is compared, as text by name. A field that the kernel fills in by itself is not among them. */
  fields(object: T): Fields;
  /** Whether two of one key have the same fields, told without making text of them where there are many of the kind. */
  isSame(a: T, b: T): boolean;
  /** Fields that can't be changed in place: a difference means replace. */
  fixed(object: T): readonly string[];

  /** Whether it carries our mark, so that we may change and delete it. */
  isOurs(object: T, ownership: Ownership): boolean;
  /** Whether it is one that bears no mark and is not a file: ours only if the record says so. */
  isRecorded(object: T): boolean;
  /** What to do with a foreign one that stands where ours should: take it over, use it and leave it theirs, or stop. */
  foreign(desired: T, observed: T, takeover: Takeover, sides: Sides): 'adopt' | 'keep' | 'conflict';
  /** What can be done about a foreign one that stands where this one should. */
  wayOut(desired: T): string;

  /** What it rests on: with any of these the kernel takes it away. */
  needs(object: T): readonly Need[];
  /** What others can't rest on any more once it is deleted or replaced (`to` absent) or changed in place, and these stay. */
  loses(from: T, to: T | undefined, staying: Objects): readonly Need[];

  /** The address by which it leads to a peer, of the family that it serves. */
  peerAddress(object: T): Address | undefined;
  /** The address in the underlay by which it leads to a peer. */
  underlayAddress(object: T): Address | undefined;

  create(object: T): readonly Instruction[];
  update(from: T, to: T): readonly Instruction[];
  remove(object: T): readonly Instruction[];

  // What only some kinds have.

  /** As `create`, where the kernel may not have taken it away after all. */
  putBack?(object: T): readonly Instruction[];
  /** Whether the kernel makes it by itself and keeps it up, on links of ours: it is no object of anybody's. */
  isImplied?(object: T, links: ReadonlySet<LinkName>): boolean;
  /** The link that it goes with, and in no other way. */
  goesOnlyWith?(object: T): LinkName | undefined;

  /** The key of a foreign object that ours takes the place of, where there is none of its own key. */
  predecessor?(desired: T): string | undefined;
  /** The identity among all kinds of another desired object that is taken over out of the same observed one. */
  alsoAdopts?(desired: T, observed: T): string | undefined;
  /** Whether it bears flannel's name, so that flanneld has been at work here. */
  isTrace?(object: T, ownership: Ownership): boolean;
  /** Whether one that is neither ours nor wanted is flannel's, and goes when a node is taken over. */
  isLeftover?(object: T, takeover: Takeover): boolean;
  /** The desired object that a foreign one which bears flannel's name and isn't flannel's is in the way of. */
  obstructs?(object: T, wanted: Objects): T | undefined;

  /** Those of its own kind that the kernel may take along when it is deleted. */
  secondaries?(gone: T, found: Objects): readonly T[];
  /** Whether one that goes has to go before or after what is built of its kind; undefined: at the end. */
  moment?(gone: T, wanted: Objects, isCreated: (object: T) => boolean): 'before' | 'after' | undefined;
  /** What has to stand while it is made, by what was found on the host. */
  scaffolding?(found: Objects): Scaffolding<T>;
}

/** That two objects have equal fields, of a kind of which there are few. */
export function haveEqual(a: Fields, b: Fields): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}

/** Of a kind that leads to no peer. */
export const LEADS_NOWHERE = {
  peerAddress: () => undefined,
  underlayAddress: () => undefined,
} as const;

/** What can be done about most that stands in the way. */
export const DELETE_IT = 'If nobody needs it, delete it.';
