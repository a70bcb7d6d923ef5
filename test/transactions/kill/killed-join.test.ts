import { CYCLES } from './cycles.ts';
import { killedAtEveryKindOfMoment } from './every-kind.ts';

killedAtEveryKindOfMoment(CYCLES.join, 1, 2);
