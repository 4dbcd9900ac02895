// Known base models: the pixels that each was trained on and the words that its text encoder reads (spec 7.10.14, 7.10.15). Facts of
// the models' own cards; a model that is not listed is not judged.

type BaseModel = {
  readonly name: string;
  /** As shown to people: "512×512". */
  readonly size: string;
  /** Pixels of a picture that the model draws well. */
  readonly pixels: { readonly least: number; readonly most: number };
  /** Tokens of a prompt that its text encoder reads, the ones at start and end not counted. */
  readonly tokens: number;
};

/** A picture may have up to 2.25 times the pixels of the training, which is half as much again in each direction. */
const reach = 2.25;

function trainedOn(name: string, side: number, tokens: number): BaseModel {
  const pixels = { least: (side * side) / reach, most: side * side * reach };
  return { name, size: `${side}×${side}`, pixels, tokens };
}

const clip = 75;
const sd1 = trainedOn("Stable Diffusion 1", 512, clip);
const sd2Base = trainedOn("Stable Diffusion 2 base", 512, clip);
const sd2 = trainedOn("Stable Diffusion 2", 768, clip);
const xl = trainedOn("Stable Diffusion XL", 1024, clip);
const xlTurbo = trainedOn("SDXL Turbo", 512, clip);
const sd3 = trainedOn("Stable Diffusion 3", 1024, 255);
/** Trained on sizes from a tenth of a megapixel to two. */
const fluxPixels = { least: 100_000, most: 2_100_000 };
const fluxDev: BaseModel = { name: "FLUX.1 dev", size: "1024×1024", pixels: fluxPixels, tokens: 511 };
const fluxSchnell: BaseModel = { name: "FLUX.1 schnell", size: "1024×1024", pixels: fluxPixels, tokens: 255 };

const models: ReadonlyMap<string, BaseModel> = new Map([
  ["compvis/stable-diffusion-v1-4", sd1],
  ["runwayml/stable-diffusion-v1-5", sd1],
  ["stable-diffusion-v1-5/stable-diffusion-v1-5", sd1],
  ["lykon/dreamshaper-8", sd1],
  ["sg161222/realistic_vision_v5.1_novae", sd1],
  ["sg161222/realistic_vision_v6.0_b1_novae", sd1],
  ["stabilityai/stable-diffusion-2-base", sd2Base],
  ["stabilityai/stable-diffusion-2-1-base", sd2Base],
  ["stabilityai/stable-diffusion-2", sd2],
  ["stabilityai/stable-diffusion-2-1", sd2],
  ["stabilityai/sdxl-turbo", xlTurbo],
  ["stabilityai/stable-diffusion-xl-base-1.0", xl],
  ["segmind/ssd-1b", trainedOn("SSD-1B", 1024, clip)],
  ["playgroundai/playground-v2.5-1024px-aesthetic", trainedOn("Playground 2.5", 1024, clip)],
  ["stabilityai/stable-diffusion-3-medium-diffusers", sd3],
  ["stabilityai/stable-diffusion-3.5-medium", sd3],
  ["stabilityai/stable-diffusion-3.5-large", sd3],
  ["stabilityai/stable-diffusion-3.5-large-turbo", sd3],
  ["black-forest-labs/flux.1-dev", fluxDev],
  ["black-forest-labs/flux.1-schnell", fluxSchnell],
]);

/** Hugging Face finds models whatever the letter case. */
export function baseModelOf(id: string | number | boolean | null): BaseModel | null {
  return typeof id === "string" ? (models.get(id.toLowerCase()) ?? null) : null;
}
