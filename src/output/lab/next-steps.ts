import type { LabReport, LabTestReport } from '../../lab/index.ts';
import { type LabName, nameFlag } from '../../lab/index.ts';
import { nodeOf } from './matrix.ts';

/** Suggested commands for a lab that was just created. */
export function nextSteps({ name, network, store, nodes }: LabReport): string {
  const flag = nameFlag(name as LabName);
  const steps: (readonly [string, string])[] = [
    [`flannelctl lab test${flag}`, 'prove that every pod reaches every pod'],
    [`flannelctl lab exec${flag} n1 -- flannelctl status`, 'what n1 knows of its peers'],
    [
      `flannelctl lab exec${flag} n1 -- ip ${network === undefined ? '-6 ' : ''}route`,
      "the routes to the other nodes' subnets",
    ],
    ...(nodes[0]?.pods.length
      ? [[`flannelctl lab exec${flag} n1-p1 -- ip address`, 'a pod from inside'] as const]
      : []),
    ...(store === undefined
      ? []
      : [
          [`flannelctl lab node add${flag}`, "a further node: the others' routes follow"] as const,
          [`flannelctl lab exec${flag} n1 -- flannelctl leases`, 'what is in the store'] as const,
        ]),
    [`flannelctl lab down${flag}`, 'take it all down'],
  ];
  return stepsText('Try:', steps);
}

function stepsText(head: string, steps: readonly (readonly [string, string])[]): string {
  const width = Math.max(...steps.map(([command]) => command.length));
  return [head, ...steps.map(([command, why]) => `  ${command.padEnd(width)}  # ${why}`)].join('\n');
}

/** Suggested commands after a failed test of a lab: its status, and the node at one end of most failed paths. */
export function failedSteps({ name, paths }: LabTestReport): string {
  const flag = nameFlag(name as LabName);
  const ends = paths.filter(({ ok }) => !ok).flatMap(({ from, to }) => [nodeOf(from), nodeOf(to)]);
  const count = (node: string): number => ends.filter((end) => end === node).length;
  const [node] = [...new Set(ends)].toSorted((a, b) => count(b) - count(a));
  return stepsText('To find out why:', [
    [`flannelctl lab status${flag}`, 'what of the lab is not well'],
    [`flannelctl lab exec${flag} ${node} -- flannelctl status`, `what of ${node} is not as it was set up`],
  ]);
}
