import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CliResult } from '../../support/cli/cli.ts';
import { type Fault, faultLog, makeFaultTools } from '../../support/faults/tools.ts';
import { isChanging } from '../../support/host/changing-calls.ts';
import { type Host, makeHost } from '../../support/host/netns.ts';
import { expectExit, initArgs, netConf } from '../../support/host/node.ts';
import { type Snapshot, snapshot, unordered } from '../../support/host/snapshot.ts';

const INIT = [...initArgs(netConf({ EnableNFTables: true })), '--yes'];

/** Seconds that a call may take where one hangs: enough for any real one, also on a busy machine. */
const PATIENCE = '5';

/** The calls of tools, each with its words. */
type Calls = readonly string[];

/** Where in a call of a tool it goes wrong; which of all calls it is, by their words. */
const FAULTS: readonly (readonly [Fault['mode'], string])[] = [
  ['fail', 'ip -batch -'],
  ['lie', 'bridge -batch -'],
  ['lie', 'nft -f -'],
  ['hang', 'ip -batch -'],
  ['half', 'ip -batch -'],
  ['half-lie', 'bridge -batch -'],
];

/** The last call with these words, counted as a fault is: of a half among those that have lines on their stdin. */
function lastCall(calls: Calls, mode: Fault['mode'], words: string): number {
  const counted = mode.startsWith('half') ? calls.filter(isChanging) : calls;
  return counted.lastIndexOf(words) + 1;
}

describe('init on a host where one call of a tool goes wrong', () => {
  let host: Host;
  let tools: string;
  let before: Snapshot;
  let calls: Calls;

  const init = async (fault?: Fault): Promise<CliResult & { readonly calls: Calls }> => {
    const log = await faultLog(tools, fault);
    const limit = fault?.mode === 'hang' ? { FLANNELCTL_COMMAND_TIMEOUT: PATIENCE } : {};
    const result = await host.flannelctl(INIT, { via: log.via, env: { ...log.env, ...limit } });
    for (const pid of await log.hanging()) process.kill(pid, 'SIGKILL');
    return { ...result, calls: await log.calls() };
  };

  beforeAll(async () => {
    [host, tools] = await Promise.all([makeHost(), makeFaultTools()]);
    before = unordered(await snapshot(host));
    calls = [...expectedToWork(await init())];
    expectExit(await host.flannelctl(['reset', '--yes']), 0);
  });
  afterAll(async () => {
    await host.remove();
    await rm(tools, { recursive: true, force: true });
  });

  const expectedToWork = (result: CliResult & { readonly calls: Calls }): Calls => {
    expectExit(result, 0);
    return result.calls;
  };

  test.each(FAULTS)('%s at %s: it is rolled back, and says so', async (mode, words) => {
    const at = lastCall(calls, mode, words);
    expect(at, calls.join('\n')).toBeGreaterThan(0);
    const result = await init({ mode, at });
    expectExit(result, 5);
    expect(result.stderr).toContain('as it was before');
    if (mode.endsWith('lie')) expect(result.stderr).toContain('the host is not as configured');
    expect(unordered(await snapshot(host))).toEqual(before);
  });
});
