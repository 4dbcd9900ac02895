// What is said about the codes document/….

export const documentEntries = {};
