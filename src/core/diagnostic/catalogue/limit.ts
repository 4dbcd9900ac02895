// What is said about the codes limit/….

export const limitEntries = {};
