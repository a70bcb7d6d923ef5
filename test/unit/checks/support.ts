import type { Check, CheckedNode, Finding } from '../../../src/checks/check.ts';
import { findingsOf } from '../../../src/checks/run.ts';
import { recordedFacts } from '../../../src/host/facts/fact.ts';
import type { LinkName, NodeName } from '../../../src/net/index.ts';
import { EXAMPLE, IPV4 } from '../../support/example-node.ts';
import { expectWholeCommands } from './commands.ts';

/** The example's node, on a host that is as it should be. */
export const NODE: CheckedNode = {
  root: '/',
  name: 'n1' as NodeName,
  netConf: { ipv4: IPV4.network, backend: EXAMPLE.backend, enableNFTables: true },
  network: EXAMPLE,
  uplink: {
    name: 'eth0' as LinkName,
    addresses: { ipv4: IPV4.local },
    mtu: 1500,
    up: true,
    kind: 'device',
    by: 'iface',
    reason: 'it was named',
    candidates: [],
  },
  ways: { paths: new Map(), podPaths: new Map(), rules: { 4: [], 6: [] } },
  enableService: false,
  isSetUp: false,
  observed: [],
  diff: { changes: [], unchanged: 0 },
};

/** What a check finds of a node on a host of which facts were written down. The commands that it tells, and those that show it, are whole. */
export async function found<Subject>(
  check: Check<Subject>,
  subject: Subject,
  facts: Readonly<Record<string, unknown>>,
): Promise<readonly Finding[]> {
  const findings = await findingsOf(
    check,
    subject,
    recordedFacts(JSON.parse(JSON.stringify(facts)) as typeof facts),
  );
  for (const { hint, evidence = [] } of findings)
    for (const text of [hint ?? '', ...evidence]) expectWholeCommands(text);
  return findings;
}
