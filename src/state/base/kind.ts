import type { Address, LinkName } from '../../net/index.ts';
import type { Instruction } from './instruction.ts';
import type { Need } from './needs.ts';
import type { Ownership, Takeover } from './ownership.ts';

/** An object of some kind. */
export interface AnyObject {
  readonly kind: string;
}

/** The compared fields of an object, as text by name. */
export type Fields = Readonly<Record<string, string>>;

/** Objects of a host, by kind. */
export interface Objects {
  readonly of: <T extends AnyObject>(kind: Kind<T>) => readonly T[];
  readonly has: <T extends AnyObject>(kind: Kind<T>, object: T) => boolean;
}

/** The desired and the observed objects of a host. */
export interface Sides {
  readonly wanted: Objects;
  readonly found: Objects;
}

/** An object that exists only while a change is made. */
export interface Scaffold {
  /** Its identity among all kinds. */
  readonly key: string;
  readonly build: Instruction;
  readonly remove: Instruction;
}

/** The scaffold of each object of a kind, on one host. */
export interface Scaffolding<T> {
  of(to: T): Scaffold | undefined;
}

/** The functions of one kind of object: the same few for every kind. */
export interface Kind<T extends AnyObject> {
  readonly kind: T['kind'];
  /** The identity that the kernel uses: two objects with the same key can't exist at once. */
  key(object: T): string;
  /** Its name in a line that goes on with what changes about it. */
  name(object: T): string;
  /** The object as one line, as `ip`, `bridge` or `nft` writes it. */
  show(object: T): string;
  /** Whether its names, addresses and paths have valid forms. Its shape has been checked before. */
  isWellFormed(object: T): boolean;

  /** The compared fields, as text by name. A field that the kernel fills in is not among them. */
  fields(object: T): Fields;
  /**
   * Whether two objects of one key have the same fields, compared without making text of them where a kind has many.
   */
  isSame(a: T, b: T): boolean;
  /** Fields that can't be changed in place: if one differs, the object is replaced. */
  fixed(object: T): readonly string[];

  /** Whether it is ours, by its mark or by the record, so that it may be changed and deleted. */
  isOurs(object: T, ownership: Ownership): boolean;
  /** Whether only the record can tell that it is ours, because it bears no mark. Files are not meant. */
  isRecorded(object: T): boolean;
  /**
   * How a foreign object in the place of ours is treated: taken over, used and left foreign, or reported as a
   * conflict.
   */
  foreign(desired: T, observed: T, takeover: Takeover, sides: Sides): 'adopt' | 'keep' | 'conflict';
  /** The object that shows a foreign one which could be taken over to be in use. */
  usedBy?(desired: T, observed: T, sides: Sides): AnyObject | undefined;
  /** How to resolve a conflict with a foreign object in the place of this one. */
  resolution(desired: T): string;

  /** What it depends on: the kernel deletes it with any of these. */
  needs(object: T): readonly Need[];
  /**
   * The needs that are lost when it is deleted or replaced (`to` absent) or changed in place, while `staying` remain.
   */
  loses(from: T, to: T | undefined, staying: Objects): readonly Need[];

  /** The address by which it leads to a peer, of the family that it serves. */
  peerAddress(object: T): Address | undefined;
  /** The address in the underlay by which it leads to a peer. */
  underlayAddress(object: T): Address | undefined;

  create(object: T): readonly Instruction[];
  update(from: T, to: T): readonly Instruction[];
  remove(object: T): readonly Instruction[];

  // The functions of some kinds only.

  /** As `create`, for an object that the kernel may not have deleted after all. */
  recreate?(object: T): readonly Instruction[];
  /** Whether the kernel makes it and maintains it, on links of ours: such an object belongs to nobody. */
  isImplied?(object: T, links: ReadonlySet<LinkName>): boolean;
  /** The link that it is deleted with: it can't be deleted in any other way. */
  goesOnlyWith?(object: T): LinkName | undefined;

  /** The path of the file or folder that it is. */
  filePath?(object: T): string;
  /** Its path if it is a folder. */
  folderPath?(object: T): string | undefined;
  /** The path of the setting that it is. */
  settingPath?(object: T): string;
  /** The name of the link that it is. */
  linkName?(object: T): LinkName;

  /** How an object in the way differs from the desired one, where its line does not show it. */
  conflictDetail?(from: T, to: T, observed: Objects): string;

  /** Whether it is written in one step: a value that a transaction did not write is another program's. */
  readonly isWrittenWhole?: true;
  /** Whether one field with a value that a transaction did not write makes a changed object another program's. */
  isDecisive?(field: string): boolean;
  /** Whether it has more in it than a transaction wrote (`made`), so that a rollback must not delete it. */
  isEdited?(object: T, made: Fields): boolean;
  /** A sentence about an object that another program edited. */
  editText?(object: T): string | undefined;

  /** The key of a foreign object that this one replaces, if none has its own key. */
  predecessor?(desired: T): string | undefined;
  /** The identity of another desired object that is adopted with the same observed one. */
  alsoAdopts?(desired: T, observed: T): string | undefined;
  /** Whether it bears flannel's name, which shows that flanneld ran on this host. */
  isTrace?(object: T, ownership: Ownership): boolean;
  /** Whether an object that is neither ours nor desired is flannel's, and is deleted in a takeover. */
  isLeftover?(object: T, takeover: Takeover): boolean;
  /** The desired object that a foreign one is in the way of: one with flannel's name that isn't flannel's. */
  obstructs?(object: T, wanted: Objects): T | undefined;

  /** The objects of its kind that the kernel may delete with it. */
  secondaries?(gone: T, found: Objects): readonly T[];
  /** Whether it has to be deleted before or after the objects of its kind are created; undefined: at the end. */
  moment?(gone: T, wanted: Objects, isCreated: (object: T) => boolean): 'before' | 'after' | undefined;
  /** The scaffold of each object of the kind, by what was found on the host. */
  scaffolding?(found: Pick<Objects, 'of'>): Scaffolding<T>;
}

/** `isSame` of kinds that a host has few objects of. */
export function haveEqual(a: Fields, b: Fields): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}

/** The address functions of a kind that leads to no peer. */
export const LEADS_NOWHERE = {
  peerAddress: () => undefined,
  underlayAddress: () => undefined,
} as const;

/** How to resolve most conflicts. */
export const DELETE_IT = 'If nobody needs it, delete it.';
