// What is said about the codes run/….

export const runEntries = {};
