export { KINDS } from './kinds.ts';
export {
  isValid,
  type Verdict,
  validateDocument,
  validationDocument,
} from './validate.ts';
