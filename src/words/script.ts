declare const SCRIPT: unique symbol;

/** A text for `nft -f` or `iptables-restore`: only the encoder of the one or the other makes it. */
export type Script = string & { readonly [SCRIPT]: true };

/** Scripts of one language, one after the other. */
export const joinScripts = (...scripts: readonly Script[]): Script => scripts.join('\n') as Script;
