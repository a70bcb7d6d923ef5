export { batchLine, batchText } from './batch.ts';
export { type NftChain, nftDelete, nftListing, nftRemove, nftTable } from './nft.ts';
export { chainLine, restoreScript, ruleLine, savedRule } from './restore.ts';
export { joinScripts, type Script } from './script.ts';
export { shellCommand, shellInput, shellWord } from './shell.ts';
export { flawOf, isGarbled, UnencodableError } from './unencodable.ts';
export { type Words, words } from './words.ts';
