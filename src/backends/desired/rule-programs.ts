import type { FamilyName } from '../../net/index.ts';
import type { BackendInput } from '../base/input.ts';

/** A program that loads rules. */
export type RuleProgram = 'nft' | 'iptables' | 'ip6tables';

/** The programs that load the rules of a node: iptables has one for each family. */
export const programsOf = ({
  engine,
  families,
}: Pick<BackendInput, 'engine'> & {
  readonly families: readonly { readonly name: FamilyName }[];
}): RuleProgram[] =>
  engine === 'nft' ? ['nft'] : families.map(({ name }) => (name === 'ipv4' ? 'iptables' : 'ip6tables'));
