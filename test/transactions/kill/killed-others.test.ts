import { CYCLES } from './cycles.ts';
import { killedAtEveryKindOfMoment } from './every-kind.ts';

// Much like the others.
killedAtEveryKindOfMoment(CYCLES.iptables, 1, 5);
killedAtEveryKindOfMoment(CYCLES.vni, 0, 5);
