import { writeFile } from 'node:fs/promises';
import { execa } from 'execa';
import { expect } from 'vitest';
import pjson from '../../../package.json' with { type: 'json' };
import { agentFiles, nodeList, routesTo, startAgent } from '../../support/agent/agent.ts';
import type { Host } from '../../support/host/netns.ts';
import { expectExit, netConf } from '../../support/host/node.ts';
import { notifySocket } from '../../support/host/notify-socket.ts';
import { start, test, until } from '../../support/transactions/running.ts';

const CONF = netConf({ EnableNFTables: true });
const HEALTH = ['-healthz-ip', '127.0.0.1', '-healthz-port=8081'];

const GET = `fetch(process.argv[1]).then(async (response) =>
  console.log(JSON.stringify([response.status, await response.text(), response.headers.get('content-type')])),
  () => console.log('[0]'));`;

/** What a running agent answers: the status, the text and its type; a 0 if nobody does. */
async function get({ netns }: Host, path: string): Promise<[status: number, text?: string, type?: string]> {
  const url = `http://127.0.0.1:8081${path}`;
  const { stdout } = await execa('ip', ['netns', 'exec', netns, process.execPath, '-e', GET, url]);
  return JSON.parse(stdout) as [number, string, string];
}

const untilReady = async (host: Host): Promise<unknown> =>
  until('it is ready', async () => (await get(host, '/readyz'))[0] === 200);

/** A metric's value, by its name after `flannelctl_agent_` and with its labels. */
async function metric(host: Host, name: string): Promise<number | undefined> {
  const [, text = ''] = await get(host, '/metrics');
  const line = text.split('\n').find((one) => one.startsWith(`flannelctl_agent_${name} `));
  return line === undefined ? undefined : Number(line.split(' ').at(-1));
}

const untilMetric = async (host: Host, name: string, value: number): Promise<unknown> =>
  until(`${name} is ${value}`, async () => (await metric(host, name)) === value);

test('an agent is alive before it is ready, and ready when its node is set up', async ({ host }) => {
  const files = await agentFiles(host, 'nodes: [', CONF);
  startAgent(host, files, HEALTH);
  await until('it is alive', async () => (await get(host, '/healthz'))[0] === 200);
  expect(await get(host, '/readyz')).toEqual([
    503,
    'the node is not set up yet\n',
    'text/plain; charset=utf-8',
  ]);
  await writeFile(files.nodes, nodeList(1, 2));
  await untilReady(host);
  expect(await host.sh('ip route show proto 140')).toContain('10.244.2.0/24');
  expect(await get(host, '/healthz')).toEqual([200, 'ok\n', 'text/plain; charset=utf-8']);
});

test('its metrics count peers, events, records left out and drift', async ({ host }) => {
  const files = await agentFiles(host, nodeList(1, 2), CONF);
  startAgent(host, files, HEALTH);
  await untilReady(host);
  const [status, text, type] = await get(host, '/metrics');
  expect([status, type]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
  expect(text).toContain(
    `flannelctl_agent_build_info{version="${pjson.version}",node="${process.versions.node}"} 1`,
  );
  expect([await metric(host, 'peers'), await metric(host, 'store_connected')]).toEqual([1, 1]);
  await writeFile(files.nodes, nodeList(1, 2, 3, 4));
  await untilMetric(host, 'peers', 3);
  expect(await metric(host, 'store_events_total{type="put"}')).toBeGreaterThanOrEqual(2);
  // A subnet outside of the network.
  await writeFile(
    files.nodes,
    `${nodeList(1, 2, 3, 4)}- {name: n5, publicIP: 192.168.77.5, subnet: 10.99.5.0/24}\n`,
  );
  await until('the record is counted', async () =>
    (await get(host, '/metrics'))[1]?.match(/refused\{.*\} 1$/m),
  );
  await host.sh('ip route del 10.244.3.0/24');
  await untilMetric(host, 'drift_mended_total{kind="route"}', 1);
  await routesTo(host, 2, 3, 4);
});

test('its log is one object a line, from the level that is asked for on', async ({ host }) => {
  const files = await agentFiles(host, nodeList(1, 2), CONF);
  const agent = startAgent(host, files, ['--log-format', 'json', ...HEALTH]);
  await untilReady(host);
  agent.signal('SIGTERM');
  const { stdout, stderr } = expectExit(await agent.ended, 0);
  expect(stdout).toBe('');
  const lines = stderr.split('\n').map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  for (const line of lines)
    expect(line).toMatchObject({
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
      level: expect.stringMatching(/^(?:info|warn|error)$/) as string,
      message: expect.any(String) as string,
    });
  expect(lines[0]).toMatchObject({ level: 'info', pid: agent.pid });
  expect(lines.at(-1)).toMatchObject({ message: 'ended; the network of this node stays as it is' });
  const quiet = startAgent(host, files, ['--log-level', 'error', ...HEALTH]);
  await untilReady(host);
  quiet.signal('SIGTERM');
  expect((await quiet.ended).stderr).toBe('');
});

test('systemd is told when it is ready, reloads and stops, and is fed', async ({ host }) => {
  const files = await agentFiles(host, nodeList(1, 2), CONF);
  const socket = await notifySocket();
  const agent = start(
    host,
    ['agent', '--node', 'n1', '--nodes', files.nodes, '--net-config-path', files.netConf],
    { env: { NOTIFY_SOCKET: socket.path, WATCHDOG_USEC: '400000' } },
  );
  const told = (word: string): number => socket.messages.filter((message) => message.includes(word)).length;
  await until('it is ready', async () => told('READY=1') === 1);
  expect(await host.sh('ip route show proto 140')).toContain('10.244.2.0/24');
  agent.signal('SIGHUP');
  await until('it reloads', async () => told('RELOADING=1') === 1);
  await until('it is ready again', async () => told('READY=1') === 2);
  await until('it was fed', async () => told('WATCHDOG=1') > 2);
  const asked = performance.now();
  agent.signal('SIGTERM');
  expectExit(await agent.ended, 0);
  expect(performance.now() - asked).toBeLessThan(2000);
  await until('it stops', async () => told('STOPPING=1') === 1);
  expect(socket.messages.at(-1)).toContain('STOPPING=1');
  const states = socket.messages.flatMap((message) => message.match(/READY(?==1)|RELOADING|STOPPING/g) ?? []);
  expect(states).toEqual(['READY', 'RELOADING', 'READY', 'STOPPING']);
});

test('its settings may be flanneld’s variables, and an empty one is none', async ({ host }) => {
  await host.sh('ip link add eth1 type veth peer name eth1-far');
  await host.sh('ip address add 192.168.77.11/24 dev eth1');
  await host.sh('ip link set eth1 up');
  await host.sh('ip link set eth1-far up');
  const files = await agentFiles(host, nodeList(1, 2).replace('192.168.77.1,', '192.168.77.11,'), CONF);
  start(host, ['agent', '--nodes', files.nodes], {
    env: {
      NODE_NAME: 'n1',
      FLANNELD_NET_CONFIG_PATH: files.netConf,
      FLANNELD_IFACE: 'eth1',
      FLANNELD_PUBLIC_IP: '',
      FLANNELD_IP_MASQ: 'T',
    },
  });
  await routesTo(host, 2);
  expect(await host.sh('ip -d link show flannel.1')).toContain('local 192.168.77.11 dev eth1 ');
  expect(await host.sh('nft list ruleset')).toContain('masquerade');
});

test('a port that is taken ends it at once, and is named', async ({ host }) => {
  const files = await agentFiles(host, nodeList(1, 2), CONF);
  const taken = execa('ip', ['netns', 'exec', host.netns, 'node', '-e', LISTEN], { reject: false });
  await new Promise((resolve) => taken.stdout.once('data', resolve));
  const { stderr } = expectExit(await startAgent(host, files, HEALTH).ended, 4);
  taken.kill();
  expect(stderr).toContain('127.0.0.1:8081 is taken by another program');
});

/** Takes the port of HEALTH, and says so. */
const LISTEN = "require('net').createServer().listen(8081, '127.0.0.1', () => console.log('taken'))";
