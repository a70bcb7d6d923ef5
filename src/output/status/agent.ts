import type { AgentReport } from '../../generated/types.d.ts';
import type { NodeStatus } from '../../health/index.ts';
import { clock } from '../../reconcile/index.ts';
import { paint } from '../paint.ts';

const LEFT_OUT_SHOWN = 3;

const AT_BOOT = ', starts at boot';

/** What keeps a node up to date, for the head of a status; undefined: nothing does. */
export function agentText({ agent }: NodeStatus): string | undefined {
  if (agent === undefined) return undefined;
  const { running, report, isEnabled } = agent;
  if (running === undefined)
    return paint.boldRed(
      `not running${endText(report)}: nothing follows ${report?.store ?? 'the other nodes'}`,
    );
  if (report === undefined) return `pid ${running.pid}, starting${isEnabled ? AT_BOOT : ''}`;
  return [
    `pid ${running.pid}, ${report.store}`,
    report.connected
      ? `connected since ${timeText(report.since)}`
      : paint.boldRed(`not connected since ${timeText(report.since)}`),
    ...(report.lastEvent === undefined ? [] : [`last change ${timeText(report.lastEvent)}`]),
    ...leaseTexts(report),
    ...(report.failure === undefined ? [] : [paint.boldRed(report.failure)]),
  ]
    .join(', ')
    .concat(isEnabled ? AT_BOOT : '');
}

/** How to start an agent that does not run. One that `reset` ended has left no report. */
export const startLines = ({ agent }: NodeStatus): string[] =>
  agent === undefined || agent.running !== undefined
    ? []
    : [
        '',
        `To follow the other nodes again: systemctl start flannelctl-agent${agent.isEnabled ? '' : ', or flannelctl agent as it was run'}`,
      ];

const timeText = (time: string): string => clock(new Date(time));

const endText = (report: AgentReport | undefined): string =>
  report?.ended === undefined ? '' : ` since ${timeText(report.ended)}`;

function leaseTexts({ lease }: AgentReport): string[] {
  if (lease === undefined) return [];
  const { expires, rival } = lease;
  return [
    ...(expires === undefined ? [] : [`lease until ${timeText(expires)}`]),
    ...(rival === undefined ? [] : [paint.boldRed(rival)]),
  ];
}

/** The records of the agent's store that are no peers, and why. */
export function leftOutLines({ agent }: NodeStatus): string[] {
  if (agent?.running === undefined) return [];
  const { leftOut = [], leftOutCount = leftOut.length } = agent.report ?? {};
  const shown = leftOut
    .slice(0, LEFT_OUT_SHOWN)
    .map(({ record, reason }) => `left out: ${record}: ${reason}`);
  const more = leftOutCount - shown.length;
  return [...shown, ...(more > 0 ? [`left out: ${more} more (flannelctl leases)`] : [])];
}
