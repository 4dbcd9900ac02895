// What is said about the codes graph/….

export const graphEntries = {};
