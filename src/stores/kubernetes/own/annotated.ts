import { Failure } from '../../../errors/index.ts';
import { ANNOTATIONS } from '../../../flannel/index.ts';
import {
  type Address,
  FAMILY_NAMES,
  FAMILY_OF,
  type FamilyName,
  familyOf,
  parseAddress,
} from '../../../net/index.ts';
import { quote } from '../../../text/index.ts';

type ByFamily = Readonly<Partial<Record<FamilyName, Address>>>;

/**
 * Addresses that a user wrote as annotations of a node (flannel-facts 4.2): to find the uplink by, or to publish in
 * place of the node's own.
 * @param base what flannel's annotations begin with
 * @throws Failure `invalidConfig` if one is no address of its family
 */
export function annotatedAddresses(
  nodeName: string,
  annotations: Readonly<Record<string, string>>,
  base: string,
  which: 'nodePublicIP' | 'publicIPOverwrite',
): ByFamily {
  const entries = FAMILY_NAMES.flatMap((family): readonly [FamilyName, Address][] => {
    const key = base + ANNOTATIONS[family][which];
    const text = annotations[key];
    if (!text) return [];
    const address = parseAddress(text);
    if (address !== undefined && familyOf(address) === FAMILY_OF[family]) return [[family, address]];
    const why = `is ${quote(text)}, which is no IPv${FAMILY_OF[family]} address`;
    throw new Failure('invalidConfig', `the annotation ${key} of node ${nodeName} ${why}`, {
      hint: `Write an address, or remove it: kubectl annotate node ${nodeName} ${key}-`,
    });
  });
  return Object.fromEntries(entries);
}
