import type { Address } from '../../../net/index.ts';
import type { LinkSpec, LinkTypeName } from '../../../state/index.ts';
import { flag, type Item, number, text } from '../json/fields.ts';
import { NO_LINK, toAddress, toLinkName } from '../json/names.ts';

/** How a type of link is read of what `ip -d -j link` prints. */
interface LinkReader<S> {
  /** @param kind how iproute2 calls the type; @param data what it prints of what only that type has */
  readonly read: (kind: string, data: Item) => S;
  /** Whether the length of its queue is compared, too. */
  readonly hasQueue: boolean;
}

const ANY = '0.0.0.0' as Address;

const LINK_READERS: {
  readonly [Name in LinkTypeName]: LinkReader<Extract<LinkSpec, { type: Name }>>;
} = {
  vxlan: {
    read: (_kind, data) => ({
      type: 'vxlan',
      vni: number(data, 'id') ?? 0,
      local: toAddress(text(data, 'local') ?? text(data, 'local6')) ?? ANY,
      dev: toLinkName(text(data, 'link')) ?? NO_LINK,
      port: number(data, 'port') ?? 0,
      learning: flag(data, 'learning') ?? true,
      gbp: flag(data, 'gbp') ?? false,
      ...(flag(data, 'external') ? { external: true } : {}),
    }),
    hasQueue: true,
  },
  bridge: { read: () => ({ type: 'bridge' }), hasQueue: false },
  other: { read: (kind) => ({ type: 'other', kind }), hasQueue: false },
};

const isKnown = (kind: string): kind is LinkTypeName => kind !== 'other' && Object.hasOwn(LINK_READERS, kind);

/** The reader of a type by iproute2's name of it; a type without one of its own is seen, and never made. */
export const linkReaderOf = (kind: string): LinkReader<LinkSpec> =>
  LINK_READERS[isKnown(kind) ? kind : 'other'];
