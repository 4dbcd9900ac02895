// The list of lint rules, in the order of their clauses (spec 7.10).

import type { Rule } from "./rule.js";
import { constantInMap } from "./rules/constant-in-map.js";
import { countBindsNothing } from "./rules/count-binds-nothing.js";
import { duplicateRequest } from "./rules/duplicate-request.js";
import { emptyList } from "./rules/empty-list.js";
import { expressionInData } from "./rules/expression-in-data.js";
import { foreignSyntax } from "./rules/foreign-syntax.js";
import { highCreativity } from "./rules/high-creativity.js";
import { ignoredKeyword } from "./rules/ignored-keyword.js";
import { inheritedTraining } from "./rules/inherited-training.js";
import { inputInFilename } from "./rules/input-in-filename.js";
import { inputInSystemPrompt } from "./rules/input-in-system-prompt.js";
import { itemNotUsed } from "./rules/item-not-used.js";
import { longPrompt } from "./rules/long-prompt.js";
import { looseSchema } from "./rules/loose-schema.js";
import { mayNotFit } from "./rules/may-not-fit.js";
import { nearMiss } from "./rules/near-miss.js";
import { otherBase } from "./rules/other-base.js";
import { priceWithoutPublic } from "./rules/price-without-public.js";
import { publicWithoutPrice } from "./rules/public-without-price.js";
import { secret } from "./rules/secret.js";
import { seedInMap } from "./rules/seed-in-map.js";
import { seedWithBatch } from "./rules/seed-with-batch.js";
import { unappliedDefault } from "./rules/unapplied-default.js";
import { unboundedMap } from "./rules/unbounded-map.js";
import { unreadAlternatives } from "./rules/unread-alternatives.js";
import { unusedInput } from "./rules/unused-input.js";
import { unusedStep } from "./rules/unused-step.js";
import { unusedStore } from "./rules/unused-store.js";
import { unusualSize } from "./rules/unusual-size.js";

export const rules: readonly Rule[] = [
  unusedStep,
  unusedInput,
  unusedStore,
  inheritedTraining,
  otherBase,
  duplicateRequest,
  itemNotUsed,
  constantInMap,
  unboundedMap,
  countBindsNothing,
  highCreativity,
  seedInMap,
  seedWithBatch,
  unusualSize,
  longPrompt,
  looseSchema,
  priceWithoutPublic,
  publicWithoutPrice,
  secret,
  inputInSystemPrompt,
  inputInFilename,
  mayNotFit,
  nearMiss,
  emptyList,
  foreignSyntax,
  expressionInData,
  unappliedDefault,
  unreadAlternatives,
  ignoredKeyword,
];

/** The rules whose findings a person must see before a plan is read or a run sends anything. */
export const rulesOfRuns: ReadonlySet<string> = new Set(
  rules.filter(({ changesNoRun }) => changesNoRun !== true).map(({ code }) => code),
);
