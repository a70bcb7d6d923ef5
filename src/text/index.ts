export { jsonText } from './json.ts';
export { escapeUnprintable, isPrintable, printable, printableLines } from './printable.ts';
export { quote } from './quote.ts';
