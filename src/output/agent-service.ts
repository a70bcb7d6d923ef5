import { AGENT_SERVICE, AGENT_UNIT, type AgentServicePlan } from '../node/index.ts';
import { printable } from '../text/index.ts';

/** What it takes to have systemd run the agent, before it is done: the lines of the unit that come and go. */
export function agentServiceText({ before, text, isBootServiceEnabled }: AgentServicePlan): string {
  const old = before.file?.content;
  if (old === text && before.isEnabled)
    return `No changes. ${AGENT_SERVICE} is there with these flags, and enabled.`;
  return [
    `${old === undefined ? '+' : old === text ? ' ' : '~'} file ${AGENT_UNIT}`,
    ...(old === text ? [] : lineChanges(old ?? '', text)),
    ...(before.isEnabled ? [] : [`+ enabled: systemctl enable ${AGENT_SERVICE}`]),
    `+ ${old === undefined || old === text ? 'started' : 'restarted'}`,
    ...(isBootServiceEnabled ? [BESIDE_UP] : []),
  ].join('\n');
}

/** The agent does all that `up` does; what `up` is still good for is said. */
const BESIDE_UP =
  'flannelctl.service stays enabled, too: it brings the network back before kubelet, without the store; the agent starts after it.';

/** The lines that only one of two texts has. */
function lineChanges(from: string, to: string): string[] {
  const [old, next] = [from, to].map((text) => text.split('\n').filter(Boolean)) as [string[], string[]];
  return [
    ...old.filter((line) => !next.includes(line)).map((line) => `    - ${printable(line)}`),
    ...next.filter((line) => !old.includes(line)).map((line) => `    + ${printable(line)}`),
  ];
}

/** What was done, and where to see it. */
export const agentServiceDoneText = ({ before }: AgentServicePlan): string =>
  [
    '',
    `Done. ${AGENT_SERVICE} is enabled and was started${before.file === undefined ? '' : ' with the unit above'}.`,
    `See it: flannelctl status; systemctl status ${AGENT_SERVICE}; journalctl -f -u ${AGENT_SERVICE}`,
    'Take it away with the network of this node: flannelctl reset',
  ].join('\n');
