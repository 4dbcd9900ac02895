// What is said about the codes lint/….

export const lintEntries = {};
