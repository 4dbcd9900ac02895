// What is said about the codes plan/….

import { planBackendEntries } from "./plan-backend.js";
import { planResidualEntries } from "./plan-residual.js";

export const planEntries = {
  ...planBackendEntries,
  ...planResidualEntries,
};
