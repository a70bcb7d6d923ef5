import { runIfInstalled } from '../exec/tool.ts';

const AT_INGRESS =
  /^\tchain (?<chain>.+) \{\n\t\ttype filter hook ingress devices? (?:= )?(?<links>\{[^}]*\}|\S+) /gm;

/** The links at whose ingress each chain is, by the chain's name, out of what `nft list table` prints. */
export const ingressLinksIn = (words: string): ReadonlyMap<string, readonly string[]> =>
  new Map(
    [...words.matchAll(AT_INGRESS)].flatMap(({ groups: { chain, links } = {} }) =>
      chain === undefined || links === undefined ? [] : [[chain, links.match(/[^\s"{},]+/g) ?? []]],
    ),
  );

interface IngressChain {
  readonly name: string;
  readonly hook?: string;
  readonly links?: readonly string[];
}

/** The chains of a table with their links: nft 1.0.6 leaves those out of its JSON. Without any a chain counts for none. */
export async function withIngressLinks<C extends IngressChain>(
  chains: readonly C[],
  command: readonly string[],
): Promise<readonly C[]> {
  const isBare = ({ hook, links }: C): boolean => hook === 'ingress' && links === undefined;
  if (!chains.some(isBare)) return chains;
  const listed = await runIfInstalled(['nft', '--terse', 'list', ...command]);
  const links = ingressLinksIn(listed?.stdout ?? '');
  return chains.map((chain) => (isBare(chain) ? { ...chain, links: links.get(chain.name) ?? [] } : chain));
}
