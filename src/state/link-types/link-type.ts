import type { LinkName } from '../../net/index.ts';
import type { Words } from '../../words/index.ts';
import type { Fields } from '../base/kind.ts';

/** The type of a link and its fields. */
interface AnySpec {
  readonly type: string;
}

/** The functions of one type of link. */
export interface LinkType<S extends AnySpec> {
  /** The type's name in `ip -d link`. */
  word(spec: S): string;
  /** The words after `type` that create such a link. */
  create(spec: S): Words;
  /** The words after `type` that change a link in place: all fields at once. */
  change(spec: S): Words;
  /** The fields that `change` changes. */
  readonly changed: readonly string[];
  /** The compared fields, besides those of every link. */
  fields(spec: S): Fields;
  /** Whether its MAC is compared, too. */
  readonly hasOwnMac: boolean;
  /** Fields that can be set only at creation. */
  readonly fixed: readonly string[];
  /** The MTU to create it with, so that it has the desired one at the end. */
  firstMtu(mtu: number): number;
  /** Whether a foreign link of the type can become ours. */
  isAdoptable(spec: S): boolean;
  /** Whether it has the name and fields of a link of flanneld's (flannel-facts 2.1). */
  isFlannels(spec: S, name: LinkName): boolean;
  /** The desired settings of a link of the type; they are lost with it. */
  settings(name: LinkName): readonly string[];
  /** The link that its packets leave by. */
  lower(spec: S): LinkName | undefined;
  isWellFormed(spec: S): boolean;
  /** Another way to resolve a conflict with a foreign link in the place of one. */
  readonly resolution: string;
}

/** `resolution` of types that have no advice of their own. */
export const KEEP_IT_OFF = 'keep the program that made it off this node';
