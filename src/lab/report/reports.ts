import type { LabDocument, LabTestDocument } from '../../generated/types.d.ts';
import type { DocumentBody } from '../../text/index.ts';

/** A lab as it is. */
export type LabReport = DocumentBody<LabDocument>;

/** What a test of a lab found. */
export type LabTestReport = DocumentBody<LabTestDocument>;
