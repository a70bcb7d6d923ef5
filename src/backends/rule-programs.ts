import type { FamilyName } from '../net/index.ts';
import type { BackendInput } from './input.ts';

/** A program that rules are made with. */
export type RuleProgram = 'nft' | 'iptables' | 'ip6tables';

/** The programs that the rules of a node are made with: iptables has one for each family. */
export const programsOf = ({
  engine,
  families,
}: Pick<BackendInput, 'engine'> & {
  readonly families: readonly { readonly name: FamilyName }[];
}): RuleProgram[] =>
  engine === 'nft' ? ['nft'] : families.map(({ name }) => (name === 'ipv4' ? 'iptables' : 'ip6tables'));
