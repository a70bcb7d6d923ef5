import { words } from '../../words/index.ts';
import { KEEP_IT_OFF, type LinkType } from './link-type.ts';

/** A link of a type that flannelctl never creates; observed only when in the way. */
export interface OtherSpec {
  readonly type: 'other';
  readonly kind: string;
}

export const otherType: LinkType<OtherSpec> = {
  word: ({ kind }) => kind,
  create: ({ kind }) => words`${kind}`,
  change: ({ kind }) => words`${kind}`,
  changed: [],
  fields: () => ({}),
  hasOwnMac: false,
  fixed: [],
  firstMtu: (mtu) => mtu,
  isAdoptable: () => false,
  isFlannels: () => false,
  settings: () => [],
  lower: () => undefined,
  isWellFormed: () => true,
  resolution: KEEP_IT_OFF,
};
