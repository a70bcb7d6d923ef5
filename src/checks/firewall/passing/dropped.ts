import { type Finding, outage } from '../../check.ts';
import { type Decision, decisionEvidence } from '../decided.ts';
import { chainName, listing } from '../obstacles.ts';

/** What a chain drops, and what follows from it. */
interface Dropped {
  /** The packets, as a plural. */
  readonly packets: string;
  readonly impact: string;
}

/** The findings for chains that drop what has to pass, in a hook that no rule of flannel's is at. */
export const droppedFindings = (decisions: readonly Decision[], { packets, impact }: Dropped): Finding[] =>
  decisions.map((decision) => {
    const { chain, fate } = decision;
    return outage(
      `${chainName(chain)} drops ${packets} (${fate.byPolicy ? `policy ${chain.policy}` : fate.rule})`,
      `Have that rule let them pass. See it: ${listing(chain)}`,
      { evidence: [decisionEvidence(decision)], impact },
    );
  });
