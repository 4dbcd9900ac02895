// A call of an operator in, the closure that makes its value out (spec 2.10–2.12): what each argument must be and what the operator
// makes of them is said by its row. The length of a text is charged before it is made.

import type { CallIr, TemplateIr } from "../ir/ir.js";
import { misfit, type Operator, type Parameter, parameterAt } from "../language/operators/operator.js";
import { operatorOf } from "../language/operators/operators.js";
import type { Json } from "../text/json.js";
import { presume } from "../unreachable.js";
import { chargeString } from "./budget.js";
import { type Compiled, type Context, compileRequired } from "./compile-template.js";
import { type EvaluationScope, failed, report, turnOf, typeInWords } from "./scope.js";

export function compileCall(call: CallIr, context: Context): Compiled {
  const { limits } = context;
  const { span } = call;
  const row = operatorOf(call);
  const given = call.arguments.map((argument, i) =>
    compileArgument(argument, row, presume(parameterAt(row, i), `parameter ${i}`), context),
  );
  const make = row.evaluate(
    call.arguments.map((argument) => (argument.kind === "constant" ? argument.value : undefined)),
  );
  return {
    read: (scope) => {
      const values: Json[] = [];
      let whole = true;
      for (let i = 0; i < given.length; i++) {
        const value = (given[i] as Argument).read(scope);
        if (value === null) whole = false;
        else values.push(value);
      }
      if (!whole) return failed;
      return make(values, (length) => chargeString(scope.budget, length, limits, span));
    },
    cost: given.reduce((sum, { cost }) => sum + cost, 1),
  };
}

/** null: there is no value, which was reported. No operator takes null. */
type Argument = { readonly read: (scope: EvaluationScope) => Json; readonly cost: number };

function compileArgument(argument: TemplateIr, row: Operator, parameter: Parameter, context: Context): Argument {
  const { read, cost } = compileRequired(argument, context);
  const { span } = argument;
  const { except } = parameter;
  const takes: readonly string[] = parameter.takes;
  const depth = context.maps.length;
  return {
    read: (scope) => {
      const value = read(scope);
      if (value === failed) return null;
      if (value === undefined || !takes.includes(typeof value)) {
        report(scope, "misfit", span, () => misfit(row, parameter, typeInWords(value), span, turnOf(scope, depth)));
        return null;
      }
      if (except === undefined || value !== except.value) return value;
      report(scope, "except", span, () => except.mistake(span, turnOf(scope, depth)));
      return null;
    },
    // What is written in the expression was read with it.
    cost: parameter.written === true ? 0 : cost,
  };
}
