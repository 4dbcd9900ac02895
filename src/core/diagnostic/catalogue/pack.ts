// What is said about the codes pack/….

export const packEntries = {};
