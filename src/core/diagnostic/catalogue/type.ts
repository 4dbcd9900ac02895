// What is said about the codes type/….

export const typeEntries = {};
