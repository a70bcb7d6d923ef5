declare const SCRIPT: unique symbol;

/** A text for `nft -f` or `iptables-restore`. Only the encoder of the respective language makes one. */
export type Script = string & { readonly [SCRIPT]: true };

/** Joins scripts of one language. */
export const joinScripts = (...scripts: readonly Script[]): Script => scripts.join('\n') as Script;
