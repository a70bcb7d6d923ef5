import { killedAtAnyMoment } from './any-moment.ts';
import { CYCLES } from './cycles.ts';

killedAtAnyMoment(CYCLES.iptables, 1, 5);
killedAtAnyMoment(CYCLES.vni, 0, 5);
