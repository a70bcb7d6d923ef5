import { udpPort } from '../../../backends/index.ts';
import { protocolCounters } from '../../../host/index.ts';
import { nodeCheck, warning } from '../../check.ts';
import { overlayNames } from '../../own-links.ts';
import { isMuch, shareText } from '../../share.ts';

/** Whether packets of peers came with a wrong checksum: the fault is on the host that sends them (faults 1). */
export const udpChecksums = nodeCheck({
  name: 'UdpChecksums',
  symptom: 'Services with pods on other nodes time out; the kernel log says: UDP: bad checksum',
  when: [],
  needs: () => ({ counters: protocolCounters }),
  run: ({ network }, { counters }) => {
    const [wrong, right] = ['InCsumErrors', 'InDatagrams'].map(
      (name) => (counters[`Udp${name}`] ?? 0) + (counters[`Udp6${name}`] ?? 0),
    ) as [number, number];
    const [dev] = overlayNames(network);
    const port = udpPort(network.backend);
    if (port === undefined || dev === undefined) return [];
    if (!isMuch(wrong, wrong + right, { least: 10, percent: 0.01 })) return [];
    return [
      warning(
        `${shareText(wrong, wrong + right)} UDP packets came with a wrong checksum since boot, and were dropped`,
        `See whose: dmesg | grep 'bad checksum.*:${port}'. On the node that sends them: ethtool -K ${dev} tx-checksum-ip-generic off`,
        {
          evidence: [`nstat: UdpInCsumErrors and Udp6InCsumErrors ${wrong}`],
          impact: `If they came to port ${port}, they had packets of pods in them: these are lost.`,
        },
      ),
    ];
  },
});
