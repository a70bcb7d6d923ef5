import { clockIsSynchronized } from '../../host/index.ts';
import { nodeCheck, warning } from '../check.ts';

/** Whether the clock is right: leases of flanneld in etcd and certificates go by it (faults 32). */
export const syncedClock = nodeCheck({
  name: 'Clock',
  symptom: 'Subnets change by themselves, or certificates are refused',
  when: [],
  needs: () => ({ isSynchronized: clockIsSynchronized }),
  run: (_, { isSynchronized }) =>
    isSynchronized === false
      ? [
          warning(
            'the clock is not synchronized',
            'Start a time service: timedatectl set-ntp true. See: timedatectl',
            {
              evidence: ['timedatectl show: NTPSynchronized=no'],
              impact:
                "Leases in etcd may end early, and with them this node's subnet; certificates may be refused.",
            },
          ),
        ]
      : [],
});
