import { isKindName } from '../state/index.ts';

/** Whether a value that was read is of a form. */
type Form = (value: unknown) => boolean;

const isText: Form = (value) => typeof value === 'string';
const isNumber: Form = (value) => typeof value === 'number';

const optional =
  (form: Form): Form =>
  (value) =>
    value === undefined || form(value);

const listOf =
  (form: Form): Form =>
  (value) =>
    Array.isArray(value) && value.every(form);

const objectOf =
  (forms: Readonly<Record<string, Form>>): Form =>
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(forms).every(([key, form]) => form((value as Readonly<Record<string, unknown>>)[key]));

const isTextOrNone: Form = (value) => value === null || isText(value);
const isTexts = listOf(isText);
const isObjects = listOf(objectOf({ kind: (value) => isText(value) && isKindName(value as string) }));

/**
 * Whether a value has the parts of a transaction, each of its form. The objects of the host are those that this program
 * wrote: of them only the kind is looked at.
 */
export const isTransaction: Form = objectOf({
  id: isText,
  command: isText,
  pid: isNumber,
  since: isText,
  boot: isText,
  before: isObjects,
  desired: isObjects,
  alongAfter: isObjects,
  touched: isTexts,
  victims: listOf(objectOf({ show: isText, restore: optional(isText) })),
  recorded: objectOf({ paths: isTexts, chains: isTexts }),
  flannel: optional(
    objectOf({ networks: listOf(objectOf({ network: isText, subnetLen: isNumber })), uplink: isText }),
  ),
  read: objectOf({ sysctls: isTexts, paths: isTexts }),
  memory: objectOf({
    file: isText,
    before: isTextOrNone,
    during: optional(isText),
    after: isTextOrNone,
    folders: isTexts,
  }),
});

/** Whether a value says until when a change waits. */
export const isDeadline: Form = objectOf({ until: isText, untilUptime: isNumber });
