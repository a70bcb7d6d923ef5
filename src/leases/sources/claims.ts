import { type BackendConfig, leaseRules } from '../../backends/index.ts';
import { type Address, FAMILY_NAMES } from '../../net/index.ts';
import type { SourceEntry } from '../codec/types.ts';
import { hasOwnData } from '../nodes/explicit-data.ts';

/** A value that only one entry can have. An entry can't be kept where another holds the key. */
export interface Claim {
  readonly key: string;
  readonly what: string;
  /** What it holds in turn; absent: the same. */
  readonly holds?: string;
}

/**
 * The unique values of an entry.
 * @param backend absent: no public IP is shared
 */
export const claimsOf = (entry: SourceEntry, backend?: BackendConfig): readonly Claim[] => [
  { key: `name ${entry.name}`, what: `name ${entry.name}` },
  ...FAMILY_NAMES.flatMap((family) => {
    const { publicIP, pin } = entry[family] ?? {};
    const isShared = backend !== undefined && hasOwnData(entry[family], backend);
    return [
      publicIP ? addressClaims(publicIP, isShared) : [],
      pin ? { key: pin, what: `subnet ${pin}` } : [],
    ].flat();
  }),
  ...dataClaims(entry),
];

/** The lease data of an entry; that of the two families is of two links. */
export const dataClaims = (entry: SourceEntry): readonly Claim[] =>
  FAMILY_NAMES.flatMap((family) => {
    const { data } = entry[family] ?? {};
    const rules = leaseRules(entry.backendType ?? '');
    const text = rules && data && rules.text(data);
    return rules && text ? [{ key: `${family} ${text}`, what: `${rules.called} ${text}` }] : [];
  });

/** A public IP is held against all, or against those that do not share it. */
function addressClaims(publicIP: Address, isShared: boolean): readonly Claim[] {
  const [alone, shared] = [`${publicIP}`, `${publicIP} shared`];
  const what = `public IP ${publicIP}`;
  if (isShared) return [{ key: alone, what, holds: shared }];
  return [
    { key: alone, what },
    { key: shared, what },
  ];
}
