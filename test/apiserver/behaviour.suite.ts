import { behavesOn } from '../support/apiserver/behaviour.ts';
import { realApiServer } from '../support/apiserver/real.ts';

behavesOn(realApiServer);
