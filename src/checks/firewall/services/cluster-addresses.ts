import type { FilterRules, LinkJson, NftTable } from '../../../host/index.ts';
import { type Address, parseAddress } from '../../../net/index.ts';
import { savedTables } from '../iptables.ts';

/** The link on which kube-proxy has the addresses of Services in its mode ipvs. */
const IPVS_LINK = 'kube-ipvs0';

/** The lines of iptables' nat tables, of both families and variants. */
export const natLines = ({ saved }: FilterRules): string[] =>
  saved.flatMap(({ text }) => [...(savedTables(text).get('nat') ?? [])]);

/** The table of kube-proxy in its mode nftables, of a family. */
export const proxyTables = ({ nft }: FilterRules): NftTable[] =>
  nft.filter(({ chains }) => chains.some(({ table }) => table === 'kube-proxy'));

/** The addresses of Services on this node, by what kube-proxy made of them: rules of iptables or nft, or addresses for ipvs. */
export function clusterAddresses(rules: FilterRules, links: readonly LinkJson[]): Address[] {
  const ofRules = natLines(rules).flatMap(
    (line) => /^-A KUBE-SERVICES -d (?<address>[\da-f.:]+)\//.exec(line)?.groups?.['address'] ?? [],
  );
  const ofLink = links
    .filter(({ ifname }) => ifname === IPVS_LINK)
    .flatMap(({ addr_info: addresses = [] }) => addresses.flatMap(({ local }) => local ?? []));
  const ofSets = proxyTables(rules).flatMap(({ sets = [] }) =>
    sets.filter(({ name }) => name === 'cluster-ips').flatMap(({ elements }) => elements.map(String)),
  );
  return [...new Set([...ofRules, ...ofLink, ...ofSets])].flatMap((text) => parseAddress(text) ?? []);
}
