/** What etcdctl can print that does not say what is needed, or only to a machine. */
const FORMS = [
  {
    form: /^\\x2f(\\x[0-9a-f]{2})+\r?$/im,
    message: 'etcdctl printed this in hexadecimal',
    hint: 'Leave out --hex.',
  },
  {
    form: /^"ClusterID" : \d+\r?$/m,
    message: 'etcdctl printed this field by field',
    hint: 'Leave out -w fields, or write -w json.',
  },
  {
    form: /^\s*\{"PublicIP":/,
    message: 'etcdctl printed values without their keys, and a subnet is in the key of its lease',
    hint: 'Leave out --print-value-only.',
  },
];

/** Why a text that etcdctl printed can't be read, if it is one of these forms. */
export const unreadableListing = (
  text: string,
): { readonly message: string; readonly hint: string } | undefined =>
  FORMS.find(({ form }) => form.test(text) || form.test(lastLine(text)));

/** With values only, the net-conf comes first and the leases after it. */
const lastLine = (text: string): string => text.slice(text.trimEnd().lastIndexOf('\n') + 1);
