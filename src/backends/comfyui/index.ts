// Servers that run ComfyUI (spec 6.22).

export { type ComfyapiOptions, comfyapiBackend } from "./api-backend.js";
export { type ComfyuiOptions, comfyuiBackend } from "./comfyui-backend.js";
export { readWorkflow, type Workflow, type WorkflowRead } from "./workflow.js";
