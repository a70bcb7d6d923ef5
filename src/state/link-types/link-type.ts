import type { LinkName } from '../../net/index.ts';
import type { Words } from '../../words/index.ts';
import type { Fields } from '../kind.ts';

/** What a link is made of, by its type. */
interface AnySpec {
  readonly type: string;
}

/** What flannelctl knows of one type of link. */
export interface LinkType<S extends AnySpec> {
  /** As `ip -d link` calls the type. */
  word(spec: S): string;
  /** What comes after the word `type` where such a link is made. */
  create(spec: S): Words;
  /** What comes after the word `type` where one is changed while it stays: all of it together. */
  change(spec: S): Words;
  /** The fields that `change` changes. */
  readonly changed: readonly string[];
  /** What is compared besides what every link has. */
  fields(spec: S): Fields;
  /** Whether its MAC is compared, too. */
  readonly hasOwnMac: boolean;
  /** Fields that can be given only when it is made. */
  readonly fixed: readonly string[];
  /** The MTU to create it with, so that it has the wanted one in the end. */
  firstMtu(mtu: number): number;
  /** Whether one that others made can become ours. */
  isAdoptable(spec: S): boolean;
  /** Whether it is one as flanneld makes it, by its name and make (flannel-facts 2.1). */
  isFlannels(spec: S, name: LinkName): boolean;
  /** The settings of a link of the type that are wanted with it, and go with it. */
  settings(name: LinkName): readonly string[];
  /** The link that its packets leave by. */
  lower(spec: S): LinkName | undefined;
  isWellFormed(spec: S): boolean;
  /** What else can be done where somebody else's link stands in the place of one. */
  readonly wayOut: string;
}

/** What flannelctl has nothing to say of, for types that don't differ in it. */
export const KEEP_IT_OFF = 'keep the program that made it off this node';
