export { commandsText } from './commands.ts';
export { type Format, renderDocument } from './document.ts';
export { errorDocument, renderFailure, renderProblem } from './errors.ts';
export { joinText, preparedDocument, preparedText, resetDocument, resetText } from './node.ts';
export { paint } from './paint.ts';
export { statusDocument, statusText } from './status.ts';
export { table } from './table.ts';
