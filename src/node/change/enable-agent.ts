import path from 'node:path';
import { checkGround, ROOT_CHECKS } from '../../checks/index.ts';
import { Failure } from '../../errors/index.ts';
import { hostFacts, machineAt, programPaths } from '../../host/index.ts';
import { agentUnit } from '../compare/agent-service.ts';
import { runningAgent } from '../managed/agent-report.ts';
import {
  AGENT_SERVICE,
  AGENT_UNIT,
  type AgentUnit,
  isSystemdHere,
  readAgentUnit,
  systemctl,
  UNIT_MARK,
} from '../managed/agent-unit.ts';
import { refuseBadOptions } from '../resolve/options.ts';
import type { SetUpInput } from '../resolve/set-up-input.ts';
import { readSaved } from '../saved/read-saved.ts';

/** What it takes to have systemd run the agent. */
export interface AgentServicePlan {
  readonly root: string;
  /** The text of the unit. */
  readonly text: string;
  readonly before: AgentUnit;
  /** Whether `flannelctl up` runs at boot, too. */
  readonly isBootServiceEnabled: boolean;
}

/**
 * Works out what it takes to have systemd run the agent with some flags. Changes nothing.
 * @param words the words after `agent`
 * @throws Failure `unavailable` without systemd, `conflict` for a foreign unit, `locked` beside an agent that was not
 * started by it
 */
export async function planAgentService(
  given: SetUpInput,
  words: readonly string[],
): Promise<AgentServicePlan> {
  const { root } = given;
  await refuseBadOptions(given);
  const facts = hostFacts();
  const text = UNIT_MARK + agentUnit({ ...(await facts(programPaths)), root }, words);
  await checkGround(ROOT_CHECKS, facts);
  if (!(await isSystemdHere(root))) throw noSystemd();
  const before = await readAgentUnit(root);
  if (before.file !== undefined && !before.isOurs) throw foreignUnit();
  const running = await runningAgent(root);
  if (running !== undefined && !before.isOurs) throw runsAlready(running.pid);
  const { enableService: isBootServiceEnabled = false } = (await readSaved(root))?.options ?? {};
  return { root, text, before, isBootServiceEnabled };
}

/** Whether there is nothing to write and nothing to enable. */
export const isAgentServiceThere = ({ before, text }: AgentServicePlan): boolean =>
  before.isEnabled && before.file?.content === text;

/**
 * Writes the unit, enables it, and starts the service, or starts it again with another unit. It does not wait until the agent is
 * ready, which may take as long as its store does not answer.
 * @throws Failure `unavailable` with what systemctl says; the unit of before is then back
 */
export async function enableAgentService(plan: AgentServicePlan): Promise<void> {
  const { root, text, before } = plan;
  const { files } = machineAt(root);
  const unit = path.join(root, AGENT_UNIT);
  if (before.file?.content !== text) await files.writeAtomically(unit, text, 0o644);
  const start = before.file === undefined || before.file.content === text ? 'start' : 'restart';
  for (const words of [['daemon-reload'], ['enable', AGENT_SERVICE], [start, '--no-block', AGENT_SERVICE]]) {
    const why = await systemctl(...words);
    if (why === undefined) continue;
    if (!before.isEnabled) await systemctl('disable', AGENT_SERVICE);
    if (before.file === undefined) await files.removeFile(unit);
    else await files.writeAtomically(unit, before.file.content, before.file.mode);
    await systemctl('daemon-reload');
    throw new Failure('unavailable', `systemctl ${words.join(' ')} failed: ${why}`, {
      hint: 'The unit is as it was before. Print it, to see what systemd does not take: flannelctl agent … --print-unit',
    });
  }
}

const noSystemd = (): Failure =>
  new Failure('unavailable', 'systemd does not run the services of this host; nothing was changed', {
    hint: 'Have what does run them start flannelctl agent with these flags; or see deploy/README.md for containers.',
  });

const foreignUnit = (): Failure =>
  new Failure('conflict', `${AGENT_UNIT} was not written by flannelctl; nothing was changed`, {
    hint: 'Move it away if nobody needs it; or write into it what --print-unit prints.',
  });

const runsAlready = (pid: number): Failure =>
  new Failure(
    'locked',
    `flannelctl agent (pid ${pid}) runs already, and not by ${AGENT_SERVICE}; nothing was changed`,
    {
      hint: `End it first, which leaves the network as it is: kill ${pid}`,
    },
  );
