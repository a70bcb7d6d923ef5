import { behavesOn } from '../../../support/apiserver/behaviour.ts';
import { modelApiServer } from '../../../support/apiserver/model.ts';

behavesOn(modelApiServer);
