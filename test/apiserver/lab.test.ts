import { expect, it } from 'vitest';
import { buildApiServer } from '../support/apiserver/build.ts';
import { withApiServer } from '../support/apiserver/with-server.ts';
import { remainsOf, testLab } from '../support/host/lab.ts';
import { expectExit } from '../support/host/node.ts';
import { until } from '../support/transactions/running.ts';

/** Asks the API server of a lab from its switch, by the kubeconfig that may do everything. */
const ASK = `
const { readFileSync } = require('node:fs');
const { clusters: [{ cluster }], users: [{ user }] } = JSON.parse(readFileSync(process.argv[1]));
const options = { ca: readFileSync(cluster['certificate-authority']), headers: { authorization: 'Bearer ' + user.token } };
require('node:https').get(cluster.server + '/api/v1/nodes', options, (answer) => answer.pipe(process.stdout));
`;

interface NodeList {
  readonly items: readonly {
    readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
    readonly spec: { readonly podCIDR: string };
  }[];
}

await withApiServer(() => {
  it('a lab whose nodes are Nodes: they come and go, and nothing is left', async () => {
    const lab = testLab();
    try {
      const nodes = async (): Promise<Record<string, string>> => {
        const text = await lab.exec('switch', 'node', '-e', ASK, `${lab.folder}/kubernetes/admin.kubeconfig`);
        const { items } = JSON.parse(text) as NodeList;
        return Object.fromEntries(
          items.map(({ metadata: { name, annotations = {} }, spec: { podCIDR } }) => [
            name,
            `${podCIDR} ${annotations['flannel.alpha.coreos.com/public-ip']}`,
          ]),
        );
      };
      const made = ['--store', 'kubernetes', '--apiserver', await buildApiServer()];
      const up = expectExit(await lab.lab('up', ...made, '--nodes', '2', '--pods', '1'), 0);
      expect(up.stdout).toContain('kubernetes https://192.168.77.254:6443');
      expectExit(await lab.lab('node add'), 0);
      expect(await nodes()).toEqual({
        n1: '10.244.0.0/24 192.168.77.1',
        n2: '10.244.1.0/24 192.168.77.2',
        n3: '10.244.2.0/24 192.168.77.3',
      });
      await until('n1 has its routes', async () =>
        (await lab.exec('n1', 'ip', 'route')).includes('10.244.2.0/24'),
      );
      expect(expectExit(await lab.lab('test'), 0).stdout).toContain('pod → pod            6/6');
      expectExit(await lab.lab('node restart', 'n1'), 0);
      expectExit(await lab.lab('node remove', 'n2'), 0);
      expect(Object.keys(await nodes())).toEqual(['n1', 'n3']);
      expectExit(await lab.lab('status'), 0);
      expect(await lab.exec('n1', 'flannelctl', 'leases')).toContain('2 records: 1 this node, 1 peer.');
    } finally {
      await lab.lab('down');
    }
    expect(await remainsOf(lab)).toEqual([]);
  });
});
