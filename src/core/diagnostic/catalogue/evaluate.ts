// What is said about the codes evaluate/….

export const evaluateEntries = {};
