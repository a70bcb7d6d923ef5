import type { LabDocument } from '../../generated/types.d.ts';
import { type LabName, nameFlag } from '../../lab/index.ts';

/** What to try with a lab that has just been made. */
export function nextSteps({ name, network, nodes }: LabDocument): string {
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
    [`flannelctl lab down${flag}`, 'take it all down'],
  ];
  const width = Math.max(...steps.map(([command]) => command.length));
  return ['Try:', ...steps.map(([command, why]) => `  ${command.padEnd(width)}  # ${why}`)].join('\n');
}
