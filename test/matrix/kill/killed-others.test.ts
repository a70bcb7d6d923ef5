import { killedAtAnyMoment } from '../../support/kill/any-moment.ts';
import { CYCLES } from '../../support/kill/cycles.ts';

killedAtAnyMoment(CYCLES.iptables, 1, 5);
killedAtAnyMoment(CYCLES.vni, 0, 5);
