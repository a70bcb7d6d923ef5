import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import { agentFiles, nodeList, startAgent, untilReady } from '../../support/agent/agent.ts';
import { netConf } from '../../support/host/node.ts';
import { wrapTools } from '../../support/host/tools.ts';
import { test, until } from '../../support/transactions/running.ts';

const FORWARDING = 'sysctl -n net.ipv4.ip_forward';

test('what another program changes while the agent mends something else is mended next, and undoes nothing', async ({
  host,
}) => {
  const now = path.join(host.root, 'now');
  const { via } = await wrapTools(
    `[ "$tool" = nft ] && [ -e '${now}' ] && rm '${now}' && sysctl -q -w net.ipv4.ip_forward=0`,
  );
  const files = await agentFiles(host, nodeList(1, 2), netConf({ EnableNFTables: true }));
  const agent = startAgent(host, files, [], { via });
  await untilReady(host);
  await writeFile(now, '');
  await host.sh('nft flush ruleset');
  await until('forwarding is on again', async () => {
    const said = agent.said();
    return said.includes('ip_forward was changed') && (await host.sh(FORWARDING)).trim() === '1';
  });
  await host.sh('sysctl -q -w net.ipv4.ip_forward=0');
  await until('forwarding is on at once', async () => (await host.sh(FORWARDING)).trim() === '1');
  expect(await host.sh('nft list tables')).toContain('table ip flannelctl');
  expect(agent.said()).not.toContain(' error ');
});
