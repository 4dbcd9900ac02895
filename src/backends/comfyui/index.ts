// Servers that run ComfyUI (spec 6.22).

export { type ComfyuiOptions, comfyuiBackend } from "./comfyui-backend.js";
