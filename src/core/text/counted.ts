// A number and what is counted in, both in words out: "1 image", "3 images".

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
