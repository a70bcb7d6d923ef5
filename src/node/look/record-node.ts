import { type CheckedNode, findingsOf, NODE_CHECKS } from '../../checks/index.ts';
import { Failure } from '../../errors/index.ts';
import { type Facts, hostFacts, oneReading, type Recording, recordingFacts } from '../../host/index.ts';
import { checkedNode } from '../compare/checked-node.ts';
import { compareNode } from './look.ts';

/** A node as the checks see it, and all facts that they ask for. */
export interface NodeRecording {
  /** Absent where the node can't be compared: it was not set up, or a tool is missing. */
  readonly subject?: CheckedNode;
  /** Why it can't, or why another uplink stands in for it. */
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
    const recorded = await recordSubject(root, facts);
    if (recorded.subject !== undefined) await askAll(recorded.subject, facts);
    await more(facts);
    return { ...recorded, facts: recording };
  });

async function recordSubject(root: string, facts: Facts): Promise<Omit<NodeRecording, 'facts'>> {
  try {
    const { found, flannel, uplinkFailure } = await compareNode(root, facts, { checks: [] });
    return {
      subject: checkedNode(found, flannel),
      ...(uplinkFailure === undefined ? {} : { failure: uplinkFailure }),
    };
  } catch (error) {
    if (error instanceof Failure && error.exit !== 'permission') return { failure: error };
    throw error;
  }
}

/** A fact that can't be read ends its check only; the recording has the reason. */
async function askAll(subject: CheckedNode, facts: Facts): Promise<void> {
  await Promise.allSettled(NODE_CHECKS.map(async (check) => findingsOf(check, subject, facts)));
}
