/** A document before it is finished: without what every document has (`finishDocument` in `src/output/`). */
export type DocumentBody<T> = Omit<T, 'version' | 'warnings'>;
