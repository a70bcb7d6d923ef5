import { type CheckedNode, findingsOf, NODE_CHECKS } from '../../checks/index.ts';
import { Failure } from '../../errors/index.ts';
import { type Facts, hostFacts, oneReading, type Recording, recordingFacts } from '../../host/index.ts';
import { checkedNode } from '../compare/checked-node.ts';
import { compareNode } from './look.ts';

/** A node as the checks see it, and all facts that they ask for. */
export interface NodeRecording {
  /** Absent where the node can't be compared: it was not set up, or a tool is missing. */
  readonly subject?: CheckedNode;
  /** Why it can't. */
  readonly failure?: Failure;
  readonly facts: Recording;
}

/** Records the facts of every check. @param more further facts to ask for, which need no node */
export const recordNode = async (
  root: string,
  more: (facts: Facts) => Promise<unknown>,
): Promise<NodeRecording> =>
  oneReading(async () => {
    const { facts, recording } = recordingFacts(hostFacts());
    const subject = await subjectOf(root, facts);
    if (!(subject instanceof Failure)) await askAll(subject, facts);
    await more(facts);
    return { ...(subject instanceof Failure ? { failure: subject } : { subject }), facts: recording };
  });

async function subjectOf(root: string, facts: Facts): Promise<CheckedNode | Failure> {
  try {
    const { found, flannel } = await compareNode(root, facts);
    return checkedNode(found, flannel !== undefined);
  } catch (error) {
    if (error instanceof Failure && error.exit !== 'permission') return error;
    throw error;
  }
}

/** A fact that can't be read ends its check only; the recording has the reason. */
async function askAll(subject: CheckedNode, facts: Facts): Promise<void> {
  await Promise.allSettled(NODE_CHECKS.map(async (check) => findingsOf(check, subject, facts)));
}
