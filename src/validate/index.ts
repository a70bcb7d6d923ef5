export { KINDS } from './kinds.ts';
export { refuseOtherKind } from './other-kind.ts';
export {
  isValid,
  type ValidationResult,
  validateDocument,
  validationDocument,
} from './validate.ts';
