/** flanneld's own default of `--kube-annotation-prefix`. */
const DEFAULT_PREFIX = 'flannel.alpha.coreos.com';

/** Longer than any key of an annotation: 253 characters, a slash and 63 more (Kubernetes). */
const LONGEST = 317;

/** As flannel has it: not anchored at the start. */
const FORM = /(?:[a-z0-9_-]+\.)+[a-z0-9_-]+\/(?:[a-z0-9_-]+-)?$/;

/** What flannel's annotations begin with, made of a prefix as flanneld makes it; or its words of refusal (flannel-facts 4.2). */
export function annotationBase(
  prefix: string = DEFAULT_PREFIX,
): { readonly base: string } | { readonly refused: string } {
  if (prefix.split('/').length > 2)
    return { refused: 'subnet/kube: prefix can contain at most single slash' };
  const slashed = prefix.includes('/') ? prefix : `${prefix}/`;
  const base = /[/-]$/.test(slashed) ? slashed : `${slashed}-`;
  if (base.length <= LONGEST && FORM.test(base)) return { base };
  return { refused: 'subnet/kube: prefix must be in a format: fqdn/[0-9a-z-_]*' };
}
