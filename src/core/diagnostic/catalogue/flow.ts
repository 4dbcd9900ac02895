// What is said about the codes flow/….

export const flowEntries = {};
