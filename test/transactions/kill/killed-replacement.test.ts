import { CYCLES } from './cycles.ts';
import { killedAtEveryKindOfMoment } from './every-kind.ts';

killedAtEveryKindOfMoment(CYCLES.replacement, 0, 2);
