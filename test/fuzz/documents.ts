import { readSubnetEnv } from '../../src/flannel/index.ts';
import { planFromFiles } from '../../src/leases/index.ts';
import { readNodeSource } from '../../src/leases/sources/index.ts';
import { readPeers } from '../../src/node/resolve/peers.ts';
import { parseSaved } from '../../src/node/saved/parse-saved.ts';
import { readRecords } from '../../src/reconcile/journal/journal-text.ts';
import { validateDocument } from '../../src/validate/index.ts';
import {
  CNI_CONFS,
  ETCD,
  ETCD_JSON,
  JOURNALS,
  KUBERNETES,
  NET_CONFS,
  NODE_LISTS,
  PEERS,
  PLANS,
  RECORDS,
} from './documents-samples.ts';
import type { Target } from './engine.ts';
import type { Samples } from './samples.ts';

const NET_CONF = { file: 'net-conf.json', text: NET_CONFS[0] };

const validate =
  (...files: readonly string[]) =>
  async (text: string): Promise<unknown> =>
    Promise.all(files.map(async (file) => validateDocument(file, text)));

async function nodes(text: string): Promise<unknown> {
  await readNodeSource('nodes', text);
  return planFromFiles({ netConf: NET_CONF, nodes: { file: 'nodes', text } });
}

/** Everything that reads a document that people or other programs write. */
export function documentTargets(samples: Samples): Target[] {
  return [
    { name: 'net-conf', samples: NET_CONFS, read: validate('net-conf.json', 'net-conf.yaml') },
    { name: 'CNI conf', samples: CNI_CONFS, read: validate('10-flannel.conflist', '10-flannel.conf') },
    {
      name: 'manifest',
      samples: samples('fixtures/config/kube-flannel.yml'),
      read: validate('kube-flannel.yml'),
    },
    {
      name: 'subnet plan',
      samples: PLANS,
      read: async (text) => [await validate('plan.yaml')(text), await nodes(text)],
    },
    {
      name: 'node list',
      samples: NODE_LISTS,
      read: async (text) => [await validate('nodes.yaml')(text), await nodes(text)],
    },
    { name: 'kubernetes', samples: KUBERNETES, read: nodes },
    {
      name: 'etcd plain',
      samples: [...ETCD, ...samples('fixtures/recordings/vxlan-nft/etcd.txt')],
      read: nodes,
    },
    { name: 'etcd json', samples: ETCD_JSON, read: nodes },
    { name: 'node record', samples: RECORDS, read: async (text) => parseSaved('/nowhere', text) },
    { name: 'journal', samples: JOURNALS, read: (text) => readRecords('/nowhere', text) },
    {
      name: 'subnet.env',
      samples: samples(
        'fixtures/recordings/vxlan-nft/subnet.env',
        'fixtures/recordings/vxlan-dual-nft/subnet.env',
      ),
      read: readSubnetEnv,
    },
    { name: '--peer', samples: PEERS, read: (text) => readPeers([text]) },
  ];
}
