export { type Format, renderDocument } from './document.ts';
export { errorDocument, renderFailure, renderProblem } from './errors.ts';
export { paint } from './paint.ts';
export { table } from './table.ts';
