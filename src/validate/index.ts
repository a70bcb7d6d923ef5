export { checkDocument } from './check.ts';
export { KINDS } from './kinds.ts';
export { type DocumentRole, readAsGiven, refuseOtherKind } from './other-kind.ts';
export {
  isValid,
  type ValidationResult,
  validateDocument,
  validationDocument,
} from './validate.ts';
