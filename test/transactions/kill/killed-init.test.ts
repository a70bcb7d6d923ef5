import { CYCLES } from './cycles.ts';
import { killedAtEveryKindOfMoment } from './every-kind.ts';

killedAtEveryKindOfMoment(CYCLES.init, 0);
