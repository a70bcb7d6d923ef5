import { CYCLES } from './cycles.ts';
import { killedAtEveryMoment } from './every-moment.ts';

// Much like the others: one moment of eight.
killedAtEveryMoment(CYCLES.iptables, 8);
killedAtEveryMoment(CYCLES.vni, 8);
