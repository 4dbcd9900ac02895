// Messages of the codes plan/….

import { planBackendEntries } from "./plan-backend.js";
import { planFileEntries } from "./plan-file.js";
import { planResidualEntries } from "./plan-residual.js";

export const planEntries = {
  ...planBackendEntries,
  ...planFileEntries,
  ...planResidualEntries,
};
