import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ApiServer, must } from '../apiserver/api-server.ts';
import { type Host, makeHost } from '../host/netns.ts';
import { expectExit, netConf, readIn, SUBNET_ENV } from '../host/node.ts';
import { isAlive, type Running, until } from '../transactions/running.ts';
import { peerRoutes, routesTo } from './agent.ts';
import { type HostInCluster, hostInCluster, peerNode } from './kube.ts';

const CONF = netConf({ EnableNFTables: true });
const OWN = { podCIDRs: ['10.244.1.0/24'] };

/** Sooner than a lease is renewed again after a try that failed. */
const SOON = { timeout: 45_000 };

const log = async (agent: Running, text: string): Promise<unknown> =>
  until(`the log has: ${text}`, async () => agent.said().includes(text));

/** What an agent does in a cluster, by a server that is emptied after each test. */
export function agentFollows(open: () => Promise<ApiServer>): void {
  describe('the agent in a cluster of Kubernetes', () => {
    let server: ApiServer;
    let host: Host;
    let cluster: HostInCluster;
    let agents: Running[];
    beforeAll(async () => {
      server = await open();
    });
    afterAll(async () => server?.stop());
    beforeEach(async () => {
      host = await makeHost();
      agents = [];
      cluster = await hostInCluster(host, server, CONF);
    });
    afterEach(async () => {
      for (const agent of agents) {
        if (await isAlive(agent.pid)) agent.signal('SIGKILL');
        await agent.ended;
      }
      await host?.remove();
      await must(server, 'DELETE', '/api/v1/nodes');
    });
    const run = async (...given: Parameters<HostInCluster['start']>): Promise<Running> => {
      const agent = await cluster.start(...given);
      agents.push(agent);
      return agent;
    };

    it('gives the node its podCIDR’s network, and tells the cluster', async () => {
      await cluster.createOwn(OWN);
      await cluster.create(peerNode(2));
      await run();
      await routesTo(host, 2);
      await until('subnet.env', async () => readIn(host, SUBNET_ENV).catch(() => undefined));
      expect(await readIn(host, SUBNET_ENV)).toContain('FLANNEL_SUBNET=10.244.1.1/24\n');
      const [, mac = ''] = /link\/ether (\S+)/.exec(await host.sh('ip link show flannel.1')) ?? [];
      expect(await cluster.own()).toEqual({
        annotations: {
          'kube-subnet-manager': 'true',
          'backend-type': 'vxlan',
          'backend-data': JSON.stringify({ VNI: 1, VtepMAC: mac }),
          'public-ip': '192.168.77.1',
        },
        condition: expect.objectContaining({ status: 'False', reason: 'FlannelIsUp' }) as object,
      });
    });

    it('follows nodes that come, go and move', async () => {
      await cluster.createOwn(OWN);
      await run();
      await cluster.create(peerNode(2));
      await routesTo(host, 2);
      await cluster.create(peerNode(3));
      await routesTo(host, 2, 3);
      await cluster.annotate('n3', { 'public-ip': '192.168.77.33' });
      await until('n3 is reached elsewhere', async () =>
        (await host.sh('bridge fdb show dev flannel.1')).includes('dst 192.168.77.33'),
      );
      expect(await host.sh('bridge fdb show dev flannel.1')).not.toContain('dst 192.168.77.3 ');
      await cluster.remove('n2');
      await routesTo(host, 3);
    });

    it('survives a restart of the server, and sees which nodes came and went during it', async () => {
      await cluster.createOwn(OWN);
      await cluster.create(peerNode(2));
      const agent = await run();
      await routesTo(host, 2);
      await server.restart();
      await cluster.create(peerNode(3));
      await cluster.remove('n2');
      await routesTo(host, 3);
      expect((await cluster.own()).annotations['public-ip']).toBe('192.168.77.1');
      agent.signal('SIGTERM');
      expectExit(await agent.ended, 0);
      expect(await peerRoutes(host)).toEqual(['10.244.3.0/24']);
    });

    it('names a right that is missing, and goes on when it is there', async () => {
      await cluster.createOwn(OWN);
      await cluster.create(peerNode(2));
      const agent = await run([], server.powerless);
      await log(agent, 'get nodes');
      expect(agent.said()).toMatch(/error .*n1/);
      expect(await peerRoutes(host)).toEqual([]);
      // A kubeconfig is read with each request.
      await cluster.allow();
      await routesTo(host, 2);
    });

    it('waits for its Node, and for that node’s podCIDR', async () => {
      const agent = await run();
      await log(agent, 'n1');
      await cluster.createOwn({});
      await log(agent, 'node n1 has no podCIDR');
      await cluster.create(peerNode(2));
      await cluster.assign('10.244.1.0/24');
      await routesTo(host, 2);
    });

    it('finds its uplink by the address that a user annotated, before --public-ip', async () => {
      await host.sh('ip address add 192.168.78.1/24 dev eth0');
      await cluster.createOwn({
        ...OWN,
        annotations: { 'flannel.alpha.coreos.com/node-public-ip': '192.168.78.1' },
      });
      await cluster.create(peerNode(2));
      await run(['-public-ip=192.168.77.1']);
      await routesTo(host, 2);
      expect((await cluster.own()).annotations['public-ip']).toBe('192.168.78.1');
      expect(await host.sh('ip -d link show flannel.1')).toContain('local 192.168.78.1 ');
    });

    it('publishes another address where a user wants it, and takes the record for its own', async () => {
      await cluster.createOwn({
        ...OWN,
        annotations: { 'flannel.alpha.coreos.com/public-ip-overwrite': '203.0.113.7' },
      });
      await cluster.create(peerNode(2));
      const agent = await run();
      await routesTo(host, 2);
      expect((await cluster.own()).annotations['public-ip']).toBe('203.0.113.7');
      await cluster.create(peerNode(3));
      await routesTo(host, 2, 3);
      expect(agent.said()).not.toMatch(/claimed|overwritten/);
    });

    it('takes the condition away that another program sets', async () => {
      await cluster.createOwn(OWN);
      await cluster.create(peerNode(2));
      const agent = await run();
      await routesTo(host, 2);
      await cluster.setUnavailable();
      await log(agent, 'n1 has the condition NetworkUnavailable');
      await until('the condition is gone', async () => (await cluster.own()).condition?.status === 'False');
      expect((await cluster.own()).condition?.reason).toBe('FlannelIsUp');
    });

    it(
      'gives a node that was deleted and recreated its annotations, and the podCIDR that it has then',
      SOON,
      async () => {
        await cluster.createOwn(OWN);
        await cluster.create(peerNode(2));
        const agent = await run();
        await routesTo(host, 2);
        await cluster.remove('n1');
        await log(agent, 'has no node n1');
        await cluster.createOwn({});
        await cluster.assign('10.244.9.0/24');
        await until('subnet.env', async () =>
          (await readIn(host, SUBNET_ENV)).includes('FLANNEL_SUBNET=10.244.9.1/24\n'),
        );
        const { annotations, condition } = await cluster.own();
        expect([annotations['public-ip'], condition?.status]).toEqual(['192.168.77.1', 'False']);
      },
    );

    it('leaves the condition to others where it is told to', async () => {
      await cluster.createOwn(OWN);
      await cluster.create(peerNode(2));
      const agent = await run(['-set-node-network-unavailable=false']);
      await routesTo(host, 2);
      await cluster.setUnavailable();
      await cluster.create(peerNode(3));
      await routesTo(host, 2, 3);
      expect(agent.said()).not.toContain('written again');
      const { annotations, condition } = await cluster.own();
      expect([annotations['public-ip'], condition?.status]).toEqual(['192.168.77.1', 'True']);
    });
  });
}
