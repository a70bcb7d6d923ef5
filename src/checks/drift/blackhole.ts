import { showObject } from '../../state/index.ts';
import { differencesIn } from './differences.ts';
import { driftCheck, driftFinding } from './drift-finding.ts';

export const blackholeDrift = driftCheck({
  name: 'BlackholeRoutes',
  symptom: 'Packets for pods that are gone go in circles between this node and its gateway',
  find: (node) =>
    differencesIn(node, 'blackhole').map((difference) =>
      driftFinding([difference], {
        message: `no ${showObject(difference.to)}`,
        impact:
          'Packets for pods that are not there leave by the default route; pods that run are not affected.',
        isOutage: false,
      }),
    ),
});
