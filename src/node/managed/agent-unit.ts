import { readFiles, runIfInstalled } from '../../host/index.ts';
import type { FileObject } from '../../state/index.ts';

/** The service that runs the agent. */
export const AGENT_SERVICE = 'flannelctl-agent.service';

/** Where its unit is, and the link by which systemd starts it at boot. */
export const AGENT_UNIT = `/etc/systemd/system/${AGENT_SERVICE}`;
const AGENT_WANTS = `/etc/systemd/system/multi-user.target.wants/${AGENT_SERVICE}`;

/** The first line of a unit that flannelctl wrote, by which it is known again. */
export const UNIT_MARK = '# Written by flannelctl agent --enable-service; flannelctl reset removes it.\n';

/** The unit of the agent on a host. */
export interface AgentUnit {
  /** Absent: there is none. */
  readonly file: FileObject | undefined;
  /** Whether flannelctl wrote it. */
  readonly isOurs: boolean;
  /** Whether systemd starts it at boot. */
  readonly isEnabled: boolean;
}

/** The agent's unit under a root, and whether systemd starts it. */
export async function readAgentUnit(root: string): Promise<AgentUnit> {
  const found = await readFiles(root, [AGENT_UNIT, AGENT_WANTS]);
  const file = found.find((one) => one.path === AGENT_UNIT);
  return {
    file,
    isOurs: file?.type === 'file' && file.content.startsWith(UNIT_MARK),
    isEnabled: found.some((one) => one.path === AGENT_WANTS),
  };
}

/** The files of the agent's service that flannelctl is to remove. */
export const agentUnitPaths = async (root: string): Promise<readonly string[]> =>
  (await readAgentUnit(root)).isOurs ? [AGENT_UNIT, AGENT_WANTS] : [];

/** Whether systemd is what runs the services of this host (sd_booted(3)). */
export const isSystemdHere = async (root: string): Promise<boolean> =>
  (await readFiles(root, ['/run/systemd/system'])).length > 0;

/** Runs systemctl. @returns why it failed; undefined if it did not */
export async function systemctl(...words: readonly string[]): Promise<string | undefined> {
  const result = await runIfInstalled(['systemctl', ...words]);
  if (result === undefined) return 'systemctl is not installed';
  const { exitCode, stderr } = result;
  return exitCode === 0 ? undefined : stderr.trim() || `systemctl ${words.join(' ')} ended with ${exitCode}`;
}

/** Ends the service, so that systemd does not start the agent again. @returns whether there is one, of flannelctl's */
export async function stopAgentService(root: string): Promise<boolean> {
  const isThere = (await readAgentUnit(root)).isOurs && (await isSystemdHere(root));
  if (isThere) await systemctl('stop', AGENT_SERVICE);
  return isThere;
}
